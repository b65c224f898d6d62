#include "core/data/doctor/check.h"

#include "core/base/strings.h"

namespace lorikeet {
namespace {

void check(const SampleCheck& check)
{
    if (check.sample.isText)
        return;
    size_t turn = 0;
    for (const Message& message : check.sample.messages) {
        ++turn;
        if (!isAnswer(message) && trim(message.content).empty())
            check.report(Text(LK_TEXT("Example %1: the question in turn %2 is empty."), check.number(), turn),
                LK_TEXT("Write the question that the answer belongs to."));
    }
}

} // namespace

Rule questionEmptyRule()
{
    return {
        .id = "question.empty",
        .severity = Severity::Warning,
        .one = LK_TEXT("1 example has an empty question."),
        .many = LK_TEXT("%1 examples have an empty question."),
        .body = LK_TEXT("The model would learn to say this unasked."),
        .fixes = {FixKind::Exclude, FixKind::Ignore},
        .stage = RuleStage::BeforeTraining,
        .checkSample = check,
    };
}

} // namespace lorikeet
