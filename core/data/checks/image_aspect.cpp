#include "core/data/doctor/check.h"

namespace lorikeet {

Rule imageAspectRule()
{
    return {
        .id = "image.aspect",
        .severity = Severity::Fatal,
        .one = LK_TEXT("1 picture has a shape that this model can't take."),
        .many = LK_TEXT("%1 pictures have a shape that this model can't take."),
        .body = LK_TEXT("One side is too many times the other."),
        .fixes = {FixKind::Exclude},
        .checkSample = checkMeasured,
    };
}

} // namespace lorikeet
