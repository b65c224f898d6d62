#include "core/data/doctor/check.h"

namespace lorikeet {
namespace {

void check(const SampleCheck& check)
{
    if (check.sample.isText)
        return;
    const std::vector<std::string>& tokens = check.model.marks();
    for (size_t i = 0; i < check.sample.messages.size(); ++i) {
        const std::string& text = check.sample.messages[i].content;
        if (text.find_first_of("<[") == std::string::npos)
            continue;
        for (const std::string& token : tokens) {
            if (text.find(token) == std::string::npos)
                continue;
            check.report(Text(LK_TEXT("Example %1: turn %2 holds %3, a mark that the model keeps for itself."), check.number(), i + 1, token),
                LK_TEXT("Remove it from the text."));
            break;
        }
    }
}

} // namespace

Rule textSpecialTokenRule()
{
    return {
        .id = "text.special_token",
        .severity = Severity::Warning,
        .one = LK_TEXT("1 text holds a mark that the model keeps for itself."),
        .many = LK_TEXT("%1 texts hold marks that the model keeps for itself."),
        .body = LK_TEXT("Such marks end or begin a turn wherever they stand; they never belong into a text."),
        .fixes = {FixKind::RemoveTokens, FixKind::Exclude, FixKind::Ignore},
        .checkSample = check,
    };
}

} // namespace lorikeet
