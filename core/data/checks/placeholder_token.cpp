#include "core/data/doctor/check.h"

namespace lorikeet {

Rule placeholderTokenRule()
{
    return {
        .id = "placeholder.token",
        .severity = Severity::Fatal,
        .one = LK_TEXT("1 text holds the model's own token for pictures."),
        .many = LK_TEXT("%1 texts hold the model's own token for pictures."),
        .body = LK_TEXT("Write <image> where a picture belongs, and never the token itself."),
        .fixes = {FixKind::RemoveTokens, FixKind::Exclude},
        .checkSample = checkMeasured,
    };
}

} // namespace lorikeet
