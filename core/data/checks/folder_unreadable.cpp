#include "core/data/doctor/rule.h"

namespace lorikeet {

/// Found while a folder is walked through.
Rule folderUnreadableRule()
{
    return {
        .id = "folder.unreadable",
        .severity = Severity::Fatal,
        .one = LK_TEXT("1 folder can't be read."),
        .many = LK_TEXT("%1 folders can't be read."),
    };
}

} // namespace lorikeet
