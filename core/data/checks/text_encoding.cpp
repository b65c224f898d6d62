#include "core/data/doctor/check.h"

#include "core/base/strings.h"

namespace lorikeet {
namespace {

void check(const SampleCheck& check)
{
    for (size_t i = 0; i < check.sample.messages.size(); ++i)
        if (!isValidUtf8(check.sample.messages[i].content))
            check.report(Text(LK_TEXT("Example %1: the text of turn %2 is not UTF-8."), check.number(), i + 1),
                LK_TEXT("Save the data as UTF-8, or write the text anew."));
}

} // namespace

Rule textEncodingRule()
{
    return {
        .id = "text.encoding",
        .severity = Severity::Fatal,
        .one = LK_TEXT("1 text is not UTF-8."),
        .many = LK_TEXT("%1 texts are not UTF-8."),
        .body = LK_TEXT("Its letters can't be told; the data file was saved in another encoding."),
        .fixes = {FixKind::Exclude},
        .stage = RuleStage::BeforeTraining,
        .checkSample = check,
    };
}

} // namespace lorikeet
