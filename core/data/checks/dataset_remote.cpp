#include "core/data/doctor/rule.h"

namespace lorikeet {

/// Found while a folder is read.
Rule datasetRemoteRule()
{
    return {
        .id = "dataset.remote",
        .severity = Severity::Note,
        .one = LK_TEXT("1 dataset lies on the internet."),
        .many = LK_TEXT("%1 datasets lie on the internet."),
        .body = LK_TEXT("Nothing is downloaded here: save it in the project and name its file."),
    };
}

} // namespace lorikeet
