#include "core/data/doctor/check.h"

#include "core/data/outside_folders.h"

namespace lorikeet {
namespace {

void addDetail(const Findings&, const std::vector<Issue>& issues, RuleFindings& group)
{
    group.folders = outsideFolders(issues, group.id);
}

} // namespace

/// Found while a folder is looked through.
Rule datasetOutsideRule()
{
    return {
        .id = "dataset.outside",
        .severity = Severity::Fatal,
        .one = LK_TEXT("1 data file is a link that leads out of the data's folder."),
        .many = LK_TEXT("%1 data files are links that lead out of the data's folder."),
        .fixes = {FixKind::AllowFolder},
        .addDetail = addDetail,
    };
}

} // namespace lorikeet
