#include "core/data/doctor/check.h"

namespace lorikeet {
namespace {

void check(const SampleCheck& check)
{
    const int32_t limit = check.model.cutoffLen;
    if (check.measured == nullptr || limit <= 0 || check.measured->mostOfOnePicture * int64_t{2} <= limit)
        return;
    check.report(Text(LK_TEXT("Example %1: one picture takes %2 tokens of the %3 that an example may have."), check.number(), check.measured->mostOfOnePicture, limit),
        LK_TEXT("Use smaller pictures (image_max_pixels), or a longer limit (cutoff_len)."));
}

} // namespace

Rule pictureExpensiveRule()
{
    return {
        .id = "picture.expensive",
        .severity = Severity::Warning,
        .one = LK_TEXT("1 example has a picture that takes more than half of the limit."),
        .many = LK_TEXT("%1 examples have a picture that takes more than half of the limit."),
        .body = LK_TEXT("Large pictures cost memory and time; a smaller pixel limit leaves room for words."),
        .fixes = {FixKind::SmallerPictures, FixKind::LongerLimit, FixKind::Exclude, FixKind::Ignore},
        .checkSample = check,
    };
}

} // namespace lorikeet
