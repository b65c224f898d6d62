#include "core/data/doctor/check.h"

#include "core/data/doctor/fix_parts.h"

namespace lorikeet {
namespace {

void check(const SampleCheck& check)
{
    for (size_t i = 0; i < check.sample.messages.size(); ++i)
        if (looksLikeMojibake(check.sample.messages[i].content))
            check.report(Text(LK_TEXT("Example %1: turn %2 holds letters of a wrong conversion, such as \"Ã©\" for \"é\"."), check.number(), i + 1),
                LK_TEXT("Repair the letters, or write the text anew."));
}

} // namespace

Rule textMojibakeRule()
{
    return {
        .id = "text.mojibake",
        .severity = Severity::Warning,
        .one = LK_TEXT("1 text holds letters of a wrong conversion."),
        .many = LK_TEXT("%1 texts hold letters of a wrong conversion."),
        .body = LK_TEXT("UTF-8 was read as another encoding: \"é\" became \"Ã©\". Most of it can be turned back."),
        .fixes = {FixKind::RepairEncoding, FixKind::Exclude, FixKind::Ignore},
        .checkSample = check,
    };
}

} // namespace lorikeet
