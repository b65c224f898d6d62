#include "core/data/doctor/check.h"

namespace lorikeet {
namespace {

constexpr float kLightMean = 230; ///< Of 255.
constexpr int kLightLeast = 190;  ///< Not even writing is darker.
constexpr int kUniform = 8;       ///< Blank pictures are a finding of their own.

void check(const SampleCheck& check)
{
    forPictures(check, [&](const std::string& name, const PictureFacts& facts) {
        if (facts.isDecoded && facts.brightness > kLightMean && facts.leastChannel > kLightLeast && facts.lightest - facts.darkest > kUniform)
            check.report(Text(LK_TEXT("Example %1: picture %2 is washed out."), check.number(), name),
                LK_TEXT("Replace it by a better exposed one, or leave the example out."));
    });
}

} // namespace

Rule imageOverexposedRule()
{
    return {
        .id = "image.overexposed",
        .severity = Severity::Warning,
        .one = LK_TEXT("1 picture is washed out."),
        .many = LK_TEXT("%1 pictures are washed out."),
        .body = LK_TEXT("Nearly all of them is white; what they show is lost."),
        .fixes = {FixKind::Exclude, FixKind::Ignore},
        .counted = Counted::Pictures,
        .checkSample = check,
    };
}

} // namespace lorikeet
