#include "core/data/doctor/check.h"

namespace lorikeet {
namespace {

void check(const SampleCheck& check)
{
    if (check.sample.keepsStoredOrientation)
        return;
    forPictures(check, [&](const std::string& name, const PictureFacts& facts) {
        if (!facts.problem && facts.orientation != 1)
            check.report(Text(LK_TEXT("Example %1: picture %2 is turned by its EXIF mark (%3); the model gets it upright."), check.number(), name, facts.orientation),
                LK_TEXT("Nothing needs doing, unless the mark is wrong: keep the picture as stored then."));
    });
}

} // namespace

Rule imageSidewaysRule()
{
    return {
        .id = "image.sideways",
        .severity = Severity::Note,
        .one = LK_TEXT("1 photo is stored sideways."),
        .many = LK_TEXT("%1 photos are stored sideways."),
        .body = LK_TEXT("We turn them upright for the model, as you see them."),
        .fixes = {FixKind::Accept, FixKind::KeepStored},
        .counted = Counted::Pictures,
        .checkSample = check,
    };
}

} // namespace lorikeet
