#include "core/data/doctor/check.h"

#include "core/data/doctor/conclude.h"

#include <algorithm>
#include <map>

namespace lorikeet {
namespace {

/// The folders in which they were looked for, the one that lacks most first.
std::vector<std::string> foldersOf(const Findings& findings, const RuleFindings& group)
{
    std::map<std::string, size_t> counts;
    for (const size_t sample : group.samples)
        for (const std::string& image : findings.samples[sample].images)
            if (const PictureFacts* facts = findings.pictures.find(image); facts != nullptr && facts->problem && facts->problem->rule == group.id)
                ++counts[image.substr(0, image.find_last_of('/'))];
    std::vector<std::string> folders;
    for (const auto& [folder, count] : counts)
        folders.push_back(folder);
    std::stable_sort(folders.begin(), folders.end(), [&](const std::string& a, const std::string& b) { return counts[a] > counts[b]; });
    return folders;
}

void addDetail(const Findings& findings, const std::vector<Issue>&, RuleFindings& group)
{
    group.folders = foldersOf(findings, group);
    if (!group.folders.empty())
        group.body = Text(LK_TEXT("They were expected in %1. Did the folder move?"), firstOf(group.folders));
}

} // namespace

Rule imageMissingRule()
{
    return {
        .id = "image.missing",
        .severity = Severity::Fatal,
        .one = LK_TEXT("1 picture cannot be found."),
        .many = LK_TEXT("%1 pictures cannot be found."),
        .body = LK_TEXT("Did the folder move? Training would end at the first of them."),
        .fixes = {FixKind::LocateFolder, FixKind::Exclude},
        .counted = Counted::Pictures,
        .stage = RuleStage::BeforeTraining,
        .checkSample = checkPictureProblem,
        .addDetail = addDetail,
    };
}

} // namespace lorikeet
