#include "core/data/doctor/check.h"

namespace lorikeet {
namespace {

constexpr int kUniform = 8;    ///< Between the darkest and the lightest 1 %.
constexpr float kContrast = 3; ///< Standard deviation of light.

void check(const SampleCheck& check)
{
    if (!check.hasPicturesToSee())
        return;
    for (size_t i = 0; i < check.sample.images.size(); ++i) {
        const PictureFacts* facts = check.picture(i);
        if (facts == nullptr || !(facts->isDecoded && facts->lightest - facts->darkest <= kUniform && facts->contrast < kContrast))
            continue;
        check.report(Text(LK_TEXT("Example %1: picture %2 shows nothing but one colour."), check.number(), fileNameOf(check.sample.images[i])),
            LK_TEXT("Replace it by the right picture, or leave the example out."));
    }
}

} // namespace

Rule imageBlankRule()
{
    return {
        .id = "image.blank",
        .severity = Severity::Warning,
        .one = LK_TEXT("1 picture is blank."),
        .many = LK_TEXT("%1 pictures are blank."),
        .body = LK_TEXT("They show one colour and nothing else."),
        .fixes = {FixKind::Exclude, FixKind::Ignore},
        .counted = Counted::Pictures,
        .checkSample = check,
    };
}

} // namespace lorikeet
