#include "core/data/doctor/check.h"

namespace lorikeet {

Rule imageFormatRule()
{
    return {
        .id = "image.format",
        .severity = Severity::Fatal,
        .one = LK_TEXT("1 file is no picture that can be read here."),
        .many = LK_TEXT("%1 files are no pictures that can be read here."),
        .body = LK_TEXT("JPEG, PNG, WebP, BMP, GIF and TIFF are read; convert others to JPEG or PNG."),
        .fixes = {FixKind::Exclude},
        .counted = Counted::Pictures,
        .stage = RuleStage::BeforeTraining,
        .checkSample = checkPictureProblem,
    };
}

} // namespace lorikeet
