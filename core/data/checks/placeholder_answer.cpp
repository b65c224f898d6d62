#include "core/data/doctor/check.h"

namespace lorikeet {
namespace {

void check(const SampleCheck& check)
{
    if (check.sample.isText)
        return;
    size_t inQuestions = 0;
    size_t inAnswers = 0;
    for (const Message& message : check.sample.messages)
        (isAnswer(message) ? inAnswers : inQuestions) += countPlaceholders(message.content);
    // A wrong count is a finding of its own.
    if (inAnswers > 0 && inQuestions + inAnswers == check.sample.images.size())
        check.report(Text(LK_TEXT("Example %1 says <image> in an answer."), check.number()),
            LK_TEXT("The model can't answer with a picture; move <image> into the question."));
}

} // namespace

Rule placeholderAnswerRule()
{
    return {
        .id = "placeholder.answer",
        .severity = Severity::Warning,
        .one = LK_TEXT("1 example says <image> in an answer."),
        .many = LK_TEXT("%1 examples say <image> in an answer."),
        .body = LK_TEXT("The model can't answer with a picture; the mark belongs into the question."),
        .fixes = {FixKind::MatchPlaceholders, FixKind::Exclude, FixKind::Ignore},
        .stage = RuleStage::BeforeTraining,
        .checkSample = check,
    };
}

} // namespace lorikeet
