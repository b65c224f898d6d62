#include "core/data/doctor/check.h"

#include "core/data/outside_folders.h"

namespace lorikeet {
namespace {

void addDetail(const Findings&, const std::vector<Issue>& issues, RuleFindings& group)
{
    group.folders = outsideFolders(issues);
    if (!group.folders.empty())
        group.body = Text(LK_TEXT("They lie in %1. Only pictures in the folder of the data are opened, unless you allow another folder."), firstOf(group.folders));
}

} // namespace

Rule imageOutsideRule()
{
    return {
        .id = "image.outside",
        .severity = Severity::Fatal,
        .one = LK_TEXT("1 picture lies outside of the data's folder."),
        .many = LK_TEXT("%1 pictures lie outside of the data's folder."),
        .body = LK_TEXT("Only pictures in the folder of the data are opened, unless you allow another folder."),
        .fixes = {FixKind::AllowFolder},
        .counted = Counted::Pictures,
        .addDetail = addDetail,
    };
}

} // namespace lorikeet
