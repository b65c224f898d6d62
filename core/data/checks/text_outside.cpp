#include "core/data/doctor/check.h"

namespace lorikeet {

Rule textOutsideRule()
{
    return {
        .id = "text.outside",
        .severity = Severity::Fatal,
        .one = LK_TEXT("1 caption lies outside of the data's folder."),
        .many = LK_TEXT("%1 captions lie outside of the data's folder."),
        .body = LK_TEXT("A link that leads out of the folder isn't opened. Copy the text into the folder, or write it here."),
        .fixes = {FixKind::WriteCaptions, FixKind::CaptionWithAi, FixKind::Exclude},
    };
}

} // namespace lorikeet
