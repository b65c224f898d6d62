#include "core/data/doctor/check.h"

namespace lorikeet {
namespace {

void check(const SampleCheck& check)
{
    if (check.sample.isText)
        return; // a mark in plain text is text
    size_t marks = 0;
    for (const Message& message : check.sample.messages)
        marks += countPlaceholders(message.content);
    const size_t pictures = check.sample.images.size();
    if (marks != pictures)
        check.report(Text(LK_TEXT("Example %1 says <image> %2 times but lists %3 pictures."), check.number(), marks, pictures),
            LK_TEXT("Write <image> once in the questions for each picture, or correct the list of pictures."));
}

} // namespace

Rule placeholderCountRule()
{
    return {
        .id = "placeholder.count",
        .severity = Severity::Fatal,
        .one = LK_TEXT("1 example mentions a different number of pictures than it has."),
        .many = LK_TEXT("%1 examples mention a different number of pictures than they have."),
        .body = LK_TEXT("The words <image> in a conversation and its list of pictures must match one to one."),
        .fixes = {FixKind::MatchPlaceholders, FixKind::Exclude},
        .stage = RuleStage::BeforeTraining,
        .checkSample = check,
    };
}

} // namespace lorikeet
