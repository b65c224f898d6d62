#include "core/data/doctor/rule.h"

namespace lorikeet {

/// Found while the project's data is read.
Rule datasetUnreadableRule()
{
    return {
        .id = "dataset.unreadable",
        .severity = Severity::Fatal,
        .one = LK_TEXT("1 data file can't be read."),
        .many = LK_TEXT("%1 data files can't be read."),
    };
}

} // namespace lorikeet
