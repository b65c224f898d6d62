#include "core/data/doctor/check.h"

namespace lorikeet {

Rule imageMissingRule()
{
    return {
        .id = "image.missing",
        .severity = Severity::Fatal,
        .one = LK_TEXT("1 picture cannot be found."),
        .many = LK_TEXT("%1 pictures cannot be found."),
        .body = LK_TEXT("Did the folder move? Training would end at the first of them."),
        .fixes = {FixKind::LocateFolder, FixKind::Exclude},
        .counted = Counted::Pictures,
        .stage = RuleStage::BeforeTraining,
        .checkSample = checkPictureProblem,
    };
}

} // namespace lorikeet
