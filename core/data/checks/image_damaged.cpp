#include "core/data/doctor/check.h"

namespace lorikeet {

Rule imageDamagedRule()
{
    return {
        .id = "image.damaged",
        .severity = Severity::Fatal,
        .one = LK_TEXT("1 picture is damaged."),
        .many = LK_TEXT("%1 pictures are damaged."),
        .body = LK_TEXT("They can't be decoded and would have ended training later."),
        .fixes = {FixKind::Exclude},
        .counted = Counted::Pictures,
        .stage = RuleStage::BeforeTraining,
        .checkSample = checkPictureProblem,
    };
}

} // namespace lorikeet
