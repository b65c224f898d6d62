#include "core/data/doctor/check.h"

#include "core/data/doctor/row_text.h"

namespace lorikeet {
namespace {

void check(const SampleCheck& check)
{
    const Message* answer = answerOf(check.sample);
    if (answer != nullptr && check.sample.rejectedAnswer && plainText(*check.sample.rejectedAnswer) == plainText(answer->content))
        check.report(Text(LK_TEXT("Example %1: its better and its worse answer are the same."), check.number()), LK_TEXT("Write another one, or leave the example out."));
}

} // namespace

Rule preferenceSameRule()
{
    return {
        .id = "preference.same",
        .severity = Severity::Warning,
        .one = LK_TEXT("1 preference pair has two equal answers."),
        .many = LK_TEXT("%1 preference pairs have two equal answers."),
        .body = LK_TEXT("The better and the worse answer must differ to teach anything."),
        .fixes = {FixKind::WriteCaptions, FixKind::Exclude, FixKind::Ignore},
        .checkSample = check,
    };
}

} // namespace lorikeet
