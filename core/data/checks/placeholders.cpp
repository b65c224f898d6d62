#include "core/data/checks/checks.h"

namespace lorikeet {

void checkPlaceholders(const SampleUnderCheck& checked)
{
    if (checked.sample.isText)
        return; // a mark in plain text is text
    size_t inQuestions = 0;
    size_t inAnswers = 0;
    for (const Message& message : checked.sample.messages) {
        const bool isAnswer = message.role == Role::Assistant || message.role == Role::Function;
        (isAnswer ? inAnswers : inQuestions) += countPlaceholders(message.content);
    }
    const size_t pictures = checked.sample.images.size();
    if (inQuestions + inAnswers != pictures)
        checked.report(Severity::Fatal, "placeholder.count",
            Text(LK_TEXT("Example %1 says <image> %2 times but lists %3 pictures."), checked.number(), inQuestions + inAnswers, pictures),
            LK_TEXT("Write <image> once in the questions for each picture, or correct the list of pictures."));
    else if (inAnswers > 0)
        checked.report(Severity::Warning, "placeholder.answer", Text(LK_TEXT("Example %1 says <image> in an answer."), checked.number()),
            LK_TEXT("The model can't answer with a picture; move <image> into the question."));
}

} // namespace lorikeet
