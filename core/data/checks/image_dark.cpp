#include "core/data/doctor/check.h"

namespace lorikeet {
namespace {

constexpr float kDarkMean = 28; ///< Of 255.
constexpr int kDarkMost = 90;   ///< Not even a lamp or a face is lighter.
constexpr int kUniform = 8;     ///< Blank pictures are a finding of their own.

void check(const SampleCheck& check)
{
    forPictures(check, [&](const std::string& name, const PictureFacts& facts) {
        if (facts.isDecoded && facts.brightness < kDarkMean && facts.lightest < kDarkMost && facts.lightest - facts.darkest > kUniform)
            check.report(Text(LK_TEXT("Example %1: picture %2 is very dark."), check.number(), name),
                LK_TEXT("Brighten it in a picture program, or leave the example out."));
    });
}

} // namespace

Rule imageDarkRule()
{
    return {
        .id = "image.dark",
        .severity = Severity::Warning,
        .one = LK_TEXT("1 picture is very dark."),
        .many = LK_TEXT("%1 pictures are very dark."),
        .body = LK_TEXT("There is hardly anything to see in them."),
        .fixes = {FixKind::Exclude, FixKind::Ignore},
        .counted = Counted::Pictures,
        .checkSample = check,
    };
}

} // namespace lorikeet
