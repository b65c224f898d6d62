#include "core/data/doctor/check.h"

namespace lorikeet {
namespace {

constexpr int kUniform = 8;    ///< Between the darkest and the lightest 1 %.
constexpr float kContrast = 3; ///< Standard deviation of light.

void check(const SampleCheck& check)
{
    forPictures(check, [&](const std::string& name, const PictureFacts& facts) {
        if (facts.isDecoded && facts.lightest - facts.darkest <= kUniform && facts.contrast < kContrast)
            check.report(Text(LK_TEXT("Example %1: picture %2 shows nothing but one colour."), check.number(), name),
                LK_TEXT("Replace it by the right picture, or leave the example out."));
    });
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
