#include "core/data/doctor/check.h"

namespace lorikeet {

Rule imageEmptyRule()
{
    return {
        .id = "image.empty",
        .severity = Severity::Fatal,
        .one = LK_TEXT("1 picture file is empty."),
        .many = LK_TEXT("%1 picture files are empty."),
        .body = LK_TEXT("They hold 0 bytes: a copy or download went wrong."),
        .fixes = {FixKind::Exclude},
        .counted = Counted::Pictures,
        .stage = RuleStage::BeforeTraining,
        .checkSample = checkPictureProblem,
    };
}

} // namespace lorikeet
