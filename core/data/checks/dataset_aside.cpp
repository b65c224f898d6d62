#include "core/data/doctor/rule.h"

namespace lorikeet {

/// Found where the folder's pictures are read with their captions instead of it.
Rule datasetAsideRule()
{
    return {
        .id = "dataset.aside",
        .severity = Severity::Note,
        .one = LK_TEXT("1 data file was left aside."),
        .many = LK_TEXT("%1 data files were left aside."),
    };
}

} // namespace lorikeet
