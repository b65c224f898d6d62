#include "core/data/doctor/check.h"

namespace lorikeet {

Rule lengthNoLabelRule()
{
    return {
        .id = "length.no_label",
        .severity = Severity::Fatal,
        .one = LK_TEXT("1 example is so long that nothing of its answer is left."),
        .many = LK_TEXT("%1 examples are so long that nothing of their answers is left."),
        .body = LK_TEXT("Use smaller pictures, a longer limit, or leave them out."),
        .fixes = {FixKind::SmallerPictures, FixKind::LongerLimit, FixKind::Exclude},
        .checkSample = checkMeasured,
    };
}

} // namespace lorikeet
