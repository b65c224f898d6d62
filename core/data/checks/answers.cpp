#include "core/base/strings.h"
#include "core/data/checks/checks.h"

namespace lorikeet {

void checkAnswers(const SampleUnderCheck& checked)
{
    if (checked.sample.isText)
        return; // an empty line is a text too
    size_t turn = 0;
    for (const Message& message : checked.sample.messages) {
        ++turn;
        if (!trim(message.content).empty())
            continue;
        if (message.role == Role::Assistant || message.role == Role::Function)
            checked.report(Severity::Fatal, "answer.empty", Text(LK_TEXT("Example %1: the answer in turn %2 is empty; it teaches the model nothing."), checked.number(), turn),
                LK_TEXT("Write the answer, or leave the example out."));
        else
            checked.report(Severity::Warning, "question.empty", Text(LK_TEXT("Example %1: the question in turn %2 is empty."), checked.number(), turn),
                LK_TEXT("Write the question that the answer belongs to."));
    }
}

} // namespace lorikeet
