#include "core/data/doctor/check.h"

#include <algorithm>

namespace lorikeet {
namespace {

void check(const SampleCheck& check)
{
    if (check.measured == nullptr || check.measured->tokens <= 0 || check.measured->learnedTokens != 0)
        return;
    // Whatever else makes it unusable says so itself.
    if (check.measured->issues.empty())
        check.report(Text(LK_TEXT("Example %1: none of its %2 tokens is learned."), check.number(), check.measured->tokens),
            LK_TEXT("Use the model's own format (template: auto), and look at its answer."));
}

} // namespace

Rule labelsNoneRule()
{
    return {
        .id = "labels.none",
        .severity = Severity::Fatal,
        .one = LK_TEXT("1 example teaches nothing: no answer text reaches the model."),
        .many = LK_TEXT("%1 examples teach nothing: no answer text reaches the model."),
        .body = LK_TEXT("The conversation format does not match the model, or everything is masked."),
        .fixes = {FixKind::Exclude},
        .checkSample = check,
    };
}

} // namespace lorikeet
