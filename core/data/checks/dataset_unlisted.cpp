#include "core/data/doctor/rule.h"

namespace lorikeet {

/// Found while a folder is read.
Rule datasetUnlistedRule()
{
    return {
        .id = "dataset.unlisted",
        .severity = Severity::Note,
        .one = LK_TEXT("1 folder holds pictures that no example names."),
        .many = LK_TEXT("%1 folders hold pictures that no example names."),
    };
}

} // namespace lorikeet
