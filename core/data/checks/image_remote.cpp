#include "core/data/doctor/check.h"

namespace lorikeet {

Rule imageRemoteRule()
{
    return {
        .id = "image.remote",
        .severity = Severity::Fatal,
        .one = LK_TEXT("1 picture lies on the internet."),
        .many = LK_TEXT("%1 pictures lie on the internet."),
        .body = LK_TEXT("Nothing is downloaded here; put the files into the data's folder."),
        .fixes = {FixKind::LocateFolder, FixKind::Exclude},
        .counted = Counted::Pictures,
    };
}

} // namespace lorikeet
