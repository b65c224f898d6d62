#include "core/data/doctor/check.h"

namespace lorikeet {

Rule stageTextRule()
{
    return {
        .id = "stage.text",
        .severity = Severity::Fatal,
        .one = LK_TEXT("1 example is plain text, but answers are learned."),
        .many = LK_TEXT("%1 examples are plain text, but answers are learned."),
        .body = LK_TEXT("Choose another stage, or name the answers' column."),
        .fixes = {FixKind::Exclude},
        .checkSample = checkMeasured,
    };
}

} // namespace lorikeet
