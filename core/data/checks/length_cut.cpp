#include "core/data/doctor/check.h"

namespace lorikeet {

Rule lengthCutRule()
{
    return {
        .id = "length.cut",
        .severity = Severity::Warning,
        .one = LK_TEXT("1 example is cut at its end."),
        .many = LK_TEXT("%1 examples are cut at their ends."),
        .body = LK_TEXT("They are longer than the limit (cutoff_len); the end of the answer is not learned."),
        .fixes = {FixKind::LongerLimit, FixKind::SmallerPictures, FixKind::Exclude, FixKind::Ignore},
        .checkSample = checkMeasured,
    };
}

} // namespace lorikeet
