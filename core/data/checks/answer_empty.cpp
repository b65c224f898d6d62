#include "core/data/doctor/check.h"

#include "core/base/strings.h"

namespace lorikeet {
namespace {

void check(const SampleCheck& check)
{
    if (check.sample.isText)
        return; // an empty line is a text too
    size_t turn = 0;
    for (const Message& message : check.sample.messages) {
        ++turn;
        if (isAnswer(message) && trim(message.content).empty())
            check.report(Text(LK_TEXT("Example %1: the answer in turn %2 is empty; it teaches the model nothing."), check.number(), turn),
                LK_TEXT("Write the answer, or leave the example out."));
    }
}

} // namespace

Rule answerEmptyRule()
{
    return {
        .id = "answer.empty",
        .severity = Severity::Fatal,
        .one = LK_TEXT("1 example has no caption or answer."),
        .many = LK_TEXT("%1 examples have no caption or answer."),
        .body = LK_TEXT("They teach the model nothing."),
        .fixes = {FixKind::WriteCaptions, FixKind::CaptionWithAi, FixKind::Exclude},
        .stage = RuleStage::BeforeTraining,
        .checkSample = check,
    };
}

} // namespace lorikeet
