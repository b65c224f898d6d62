#include "core/data/doctor/check.h"

namespace lorikeet {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

void check(const SampleCheck& check)
{
    for (size_t i = 0; i < check.sample.messages.size(); ++i)
        if (check.sample.messages[i].content.find(kReplacement) != std::string::npos)
            check.report(Text(LK_TEXT("Example %1: turn %2 holds the mark %3, which stands for letters lost in a wrong conversion."), check.number(), i + 1,
                             std::string(kReplacement)),
                LK_TEXT("Write the lost letters anew, or convert the original file again."));
}

} // namespace

Rule textReplacementRule()
{
    return {
        .id = "text.replacement",
        .severity = Severity::Warning,
        .one = LK_TEXT("1 text lost letters in a wrong conversion."),
        .many = LK_TEXT("%1 texts lost letters in a wrong conversion."),
        .body = LK_TEXT("The model would learn to write the mark that stands for them."),
        .fixes = {FixKind::Exclude, FixKind::Ignore},
        .stage = RuleStage::BeforeTraining,
        .checkSample = check,
    };
}

} // namespace lorikeet
