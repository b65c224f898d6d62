#include "core/data/doctor/check.h"

namespace lorikeet {

Rule imageTruncatedRule()
{
    return {
        .id = "image.truncated",
        .severity = Severity::Fatal,
        .one = LK_TEXT("1 picture stops halfway."),
        .many = LK_TEXT("%1 pictures stop halfway."),
        .body = LK_TEXT("Their ends are missing and they would have ended training later."),
        .fixes = {FixKind::Exclude},
        .counted = Counted::Pictures,
        .stage = RuleStage::BeforeTraining,
        .checkSample = checkPictureProblem,
    };
}

} // namespace lorikeet
