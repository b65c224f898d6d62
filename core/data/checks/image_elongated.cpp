#include "core/data/doctor/check.h"

#include <algorithm>

namespace lorikeet {
namespace {

constexpr int32_t kMost = 20; ///< Of the long side to the short one.

void check(const SampleCheck& check)
{
    forPictures(check, [&](const std::string& name, const PictureFacts& facts) {
        if (!facts.problem && facts.storedWidth > 0 && std::max(facts.storedWidth, facts.storedHeight) > kMost * std::min(facts.storedWidth, facts.storedHeight))
            check.report(Text(LK_TEXT("Example %1: picture %2 is %3x%4 pixels: one side is more than 20 times the other."), check.number(), name, facts.width(), facts.height()),
                LK_TEXT("Cut out the part that matters, or leave the example out."));
    });
}

} // namespace

Rule imageElongatedRule()
{
    return {
        .id = "image.elongated",
        .severity = Severity::Warning,
        .one = LK_TEXT("1 picture is extremely long or flat."),
        .many = LK_TEXT("%1 pictures are extremely long or flat."),
        .body = LK_TEXT("Models see pictures as squares or tiles; little of such a strip is left."),
        .fixes = {FixKind::Exclude, FixKind::Ignore},
        .counted = Counted::Pictures,
        .checkSample = check,
    };
}

} // namespace lorikeet
