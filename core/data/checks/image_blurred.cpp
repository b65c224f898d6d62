#include "core/data/doctor/check.h"

namespace lorikeet {
namespace {

/// Of the differences between neighbours, what a second blurring leaves.
constexpr float kBlurred = 0.6F;
/// Variance of the Laplacian: fine noise or texture speaks against it.
constexpr float kSoft = 60;
constexpr float kUniform = 3; ///< Blank pictures are a finding of their own.

void check(const SampleCheck& check)
{
    forPictures(check, [&](const std::string& name, const PictureFacts& facts) {
        if (facts.isDecoded && facts.blur > kBlurred && facts.sharpness < kSoft && facts.contrast >= kUniform)
            check.report(Text(LK_TEXT("Example %1: picture %2 is blurred."), check.number(), name),
                LK_TEXT("Replace it by a sharp one, or leave the example out."));
    });
}

} // namespace

Rule imageBlurredRule()
{
    return {
        .id = "image.blurred",
        .severity = Severity::Warning,
        .one = LK_TEXT("1 picture is blurred."),
        .many = LK_TEXT("%1 pictures are blurred."),
        .body = LK_TEXT("The model learns little from what can't be made out."),
        .fixes = {FixKind::Exclude, FixKind::Ignore},
        .counted = Counted::Pictures,
        .checkSample = check,
    };
}

} // namespace lorikeet
