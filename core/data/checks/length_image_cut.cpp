#include "core/data/doctor/check.h"

namespace lorikeet {

Rule lengthImageCutRule()
{
    return {
        .id = "length.image_cut",
        .severity = Severity::Fatal,
        .one = LK_TEXT("1 example is too long for this setting."),
        .many = LK_TEXT("%1 examples are too long for this setting."),
        .body = LK_TEXT("A picture would be cut in half. Use smaller pictures (recommended), a longer limit, or leave them out."),
        .fixes = {FixKind::SmallerPictures, FixKind::LongerLimit, FixKind::Exclude},
        .checkSample = checkMeasured,
    };
}

} // namespace lorikeet
