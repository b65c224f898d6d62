#include "core/data/doctor/check.h"

namespace lorikeet {

Rule tokenUnknownRule()
{
    return {
        .id = "token.unknown",
        .severity = Severity::Fatal,
        .one = LK_TEXT("1 example needs a token that the model doesn't know."),
        .many = LK_TEXT("%1 examples need a token that the model doesn't know."),
        .body = LK_TEXT("The template belongs to another model; choose the model's own."),
        .fixes = {FixKind::Exclude},
        .checkSample = checkMeasured,
    };
}

} // namespace lorikeet
