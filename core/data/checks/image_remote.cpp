#include "core/data/doctor/check.h"

namespace lorikeet {

/// Found while rows are read: none of them becomes an example.
Rule imageRemoteRule()
{
    return {
        .id = "image.remote",
        .severity = Severity::Fatal,
        .one = LK_TEXT("1 picture lies on the internet."),
        .many = LK_TEXT("%1 pictures lie on the internet."),
        .body = LK_TEXT("Nothing is downloaded here: save them in the data's folder and name the files in the rows."),
        .counted = Counted::Pictures,
    };
}

} // namespace lorikeet
