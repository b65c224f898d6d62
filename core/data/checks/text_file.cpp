#include "core/data/doctor/check.h"

namespace lorikeet {

Rule textFileRule()
{
    return {
        .id = "text.file",
        .severity = Severity::Fatal,
        .one = LK_TEXT("1 caption file can't be read."),
        .many = LK_TEXT("%1 caption files can't be read."),
        .body = LK_TEXT("Look at their size and permissions, or write the captions here."),
        .fixes = {FixKind::WriteCaptions, FixKind::CaptionWithAi, FixKind::Exclude},
    };
}

} // namespace lorikeet
