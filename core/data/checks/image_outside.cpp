#include "core/data/doctor/check.h"

namespace lorikeet {

Rule imageOutsideRule()
{
    return {
        .id = "image.outside",
        .severity = Severity::Fatal,
        .one = LK_TEXT("1 picture lies outside of the data's folder."),
        .many = LK_TEXT("%1 pictures lie outside of the data's folder."),
        .body = LK_TEXT("Only pictures in the folder of the data are opened, unless you allow another folder."),
        .fixes = {FixKind::LocateFolder, FixKind::Exclude},
        .counted = Counted::Pictures,
    };
}

} // namespace lorikeet
