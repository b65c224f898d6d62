#include "core/data/doctor/check.h"

namespace lorikeet {

Rule imageTooLargeRule()
{
    return {
        .id = "image.too_large",
        .severity = Severity::Fatal,
        .one = LK_TEXT("1 picture is too large to be opened."),
        .many = LK_TEXT("%1 pictures are too large to be opened."),
        .body = LK_TEXT("Decoding them would take more memory than they are worth; save smaller copies."),
        .fixes = {FixKind::Exclude},
        .counted = Counted::Pictures,
        .stage = RuleStage::BeforeTraining,
        .checkSample = checkPictureProblem,
    };
}

} // namespace lorikeet
