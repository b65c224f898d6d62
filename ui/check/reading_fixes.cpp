#include "ui/check/reading_fixes.h"

#include "core/data/encodings.h"
#include "ui/project_session.h"

#include <QCoreApplication>

#include <algorithm>
#include <set>

namespace lorikeet {
namespace {

QString listed(const std::vector<std::string>& names)
{
    constexpr size_t kMost = 3;
    QStringList list;
    for (size_t i = 0; i < std::min(names.size(), kMost); ++i)
        list << QString::fromStdString(names[i]);
    if (names.size() > kMost)
        list << QStringLiteral("…");
    return list.join(", ");
}

/// Changes the project's file and reads the data anew.
bool change(ProjectSession& session, const std::function<void(Project&)>& work)
{
    const bool isDone = guarded(&session, &ProjectSession::problem, [&] { work(session.project()); });
    if (isDone)
        session.reload();
    return isDone;
}

void setOptions(Project& project, const std::vector<ProjectDataset>& datasets)
{
    for (const ProjectDataset& dataset : datasets)
        project.setImportOptions(dataset.name, dataset.options);
}

} // namespace

std::vector<std::string> referencesOf(const RuleFindings& findings, const DoctorReport& report, const ProjectSession& session)
{
    std::set<std::string> datasets;
    std::set<std::string> files;
    for (const size_t index : findings.issues) {
        const Issue& issue = report.issues[index];
        if (issue.sample < session.samples().size())
            datasets.insert(session.samples()[issue.sample].dataset);
        else
            files.insert(issue.file);
    }
    std::vector<std::string> names;
    for (const ProjectDataset& reference : session.project().references()) {
        const bool holdsFile = std::any_of(files.begin(), files.end(), [&](const std::string& file) { return file == reference.path || file.starts_with(reference.path + "/"); });
        if (holdsFile || datasets.contains(reference.name))
            names.push_back(reference.name);
    }
    return names;
}

std::optional<ReadingFix> allowFolders(ProjectSession& session, const std::vector<std::string>& folders)
{
    const std::vector<std::string> before = session.project().mediaFolders();
    const bool isDone = change(session, [&](Project& project) {
        for (const std::string& folder : folders)
            project.addMediaFolder(folder);
    });
    if (!isDone)
        return std::nullopt;
    std::vector<std::string> added = session.project().mediaFolders();
    std::erase_if(added, [&](const std::string& folder) { return std::find(before.begin(), before.end(), folder) != before.end(); });
    return ReadingFix{QCoreApplication::translate("ReadingFixes", "Pictures in %1 may be used now.").arg(listed(folders)), [&session, added] {
        change(session, [&](Project& project) {
            for (const std::string& folder : added)
                project.removeMediaFolder(folder);
        });
    }};
}

std::optional<ReadingFix> readAs(ProjectSession& session, const std::vector<std::string>& datasets, const std::string& encoding)
{
    std::vector<ProjectDataset> before;
    for (const ProjectDataset& reference : session.project().references())
        if (std::find(datasets.begin(), datasets.end(), reference.name) != datasets.end())
            before.push_back(reference);
    std::vector<ProjectDataset> after = before;
    for (ProjectDataset& dataset : after)
        dataset.options.encoding = encoding;
    if (!change(session, [&](Project& project) { setOptions(project, after); }))
        return std::nullopt;
    return ReadingFix{QCoreApplication::translate("ReadingFixes", "%1 is read as %2 now.").arg(listed(datasets), translated(encodingTitle(encoding))),
        [&session, before] { change(session, [&](Project& project) { setOptions(project, before); }); }};
}

} // namespace lorikeet
