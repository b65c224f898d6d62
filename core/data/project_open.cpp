// How a project is opened, held and saved.
#include "core/base/error.h"
#include "core/data/project.h"
#include "core/data/project_parts.h"

namespace lorikeet {
namespace fs = std::filesystem;
namespace {

std::string journalPath(const std::string& folder)
{
    return toUtf8(toPath(folder) / "edits" / "journal.jsonl");
}

} // namespace

Dataset openReference(const ProjectDataset& reference, const std::vector<std::string>& mediaFolders, size_t firstCaptions)
{
    ImportOptions options = reference.options;
    options.folders.insert(options.folders.end(), mediaFolders.begin(), mediaFolders.end());
    Dataset dataset = Dataset::openPath(reference.path, options, firstCaptions);
    for (Sample& sample : dataset.samples) {
        sample.id.insert(0, reference.name + "/");
        sample.dataset = reference.name;
    }
    return dataset;
}

std::string Project::folderOf(const std::string& path)
{
    std::error_code error;
    std::string folder = absolutePath(path);
    if (toUtf8(toPath(folder).filename()) == ProjectFile::kFileName)
        folder = toUtf8(toPath(folder).parent_path());
    if (folder.ends_with("/") && folder.size() > 1)
        folder.pop_back();
    if (!fs::is_directory(toPath(folder), error))
        throw Error(Text(LK_TEXT("The project folder %1 does not exist."), folder), LK_TEXT("Choose the folder again; did it move?"));
    if (!fs::is_regular_file(toPath(below(folder, ProjectFile::kFileName)), error))
        throw Error(Text(LK_TEXT("The folder %1 is no project: it holds no %2."), folder, ProjectFile::kFileName),
            LK_TEXT("Choose a project's folder, or make a new project and add this folder as its data."));
    return folder;
}

Project Project::read(const std::string& folder)
{
    const ProjectFile read = ProjectFile::read(below(folder, ProjectFile::kFileName));
    Project project;
    project.folder_ = folder;
    project.name_ = read.name.empty() ? toUtf8(toPath(folder).filename()) : read.name;
    const auto inside = [&](const std::string& p) { return absolutePath(toUtf8(toPath(folder) / toPath(p))); };
    for (const auto& [name, modelPath] : read.models)
        project.models_.push_back({name, inside(modelPath)});
    for (const ProjectDataset& dataset : read.datasets) {
        project.datasets_.push_back(dataset);
        project.datasets_.back().path = inside(dataset.path);
        for (std::string& allowed : project.datasets_.back().options.folders)
            allowed = inside(allowed);
    }
    for (const std::string& allowed : read.mediaFolders)
        project.mediaFolders_.push_back(inside(allowed));
    project.preferences_ = read.preferences;
    project.split_ = read.split;
    project.views_ = read.views;
    project.others_ = read.others;
    return project;
}

Project Project::open(const std::string& path)
{
    Project project = read(folderOf(path));
    project.isReadOnly_ = !os::isWritable(project.folder_);
    project.journal_ = std::make_shared<EditJournal>(journalPath(project.folder_), project.folder_, project.isReadOnly_);
    return project;
}

Project Project::openToRead(const std::string& path)
{
    Project project = read(folderOf(path));
    project.isReadOnly_ = true;
    project.journal_ = std::make_shared<EditJournal>(journalPath(project.folder_), project.folder_, true);
    return project;
}

Project Project::openForEditing(const std::string& path, const Project* old)
{
    const std::string folder = folderOf(path);
    Project project = read(folder);
    if (old != nullptr && old->folder_ == folder && (old->lock_ || old->isReadOnly_)) {
        project.journal_ = old->journal_;
        project.lock_ = old->lock_;
        project.isReadOnly_ = old->isReadOnly_;
        return project;
    }
    project.isReadOnly_ = !os::isWritable(folder) || (fs::exists(toPath(below(folder, "edits"))) && !os::isWritable(below(folder, "edits")));
    if (!project.isReadOnly_) {
        makeFolders(below(folder, "edits"));
        project.lock_ = os::FileLock::tryLock(toUtf8(toPath(folder) / "edits" / ".lock"));
        if (!project.lock_)
            throw Error(Text(LK_TEXT("The project %1 is open in another window."), folder), LK_TEXT("Go on in that window, or close it and open the project again."));
    }
    project.journal_ = std::make_shared<EditJournal>(journalPath(folder), folder, project.isReadOnly_);
    project.journal_->compact();
    return project;
}

/// A path as the project's file holds it: relative where it lies in the project or beside it, so that they can move together.
std::string Project::stored(const std::string& path) const
{
    const std::string parent = toUtf8(toPath(folder_).parent_path());
    const bool isNear = path == folder_ || path.starts_with(folder_ + "/") || (parent.size() > 1 && path.starts_with(parent + "/"));
    return isNear ? toUtf8(toPath(path).lexically_relative(toPath(folder_))) : path;
}

void Project::save() const
{
    if (isReadOnly_)
        throw Error(Text(LK_TEXT("The project %1 can only be read."), folder_), LK_TEXT("Copy it to a disk that can be written, and open it there."), ExitCode::Io);
    ProjectFile file;
    file.name = name_;
    file.datasets = datasets_;
    for (ProjectDataset& dataset : file.datasets) {
        dataset.path = stored(dataset.path);
        for (std::string& allowed : dataset.options.folders)
            allowed = stored(allowed);
    }
    for (const std::string& allowed : mediaFolders_)
        file.mediaFolders.push_back(stored(allowed));
    for (const ProjectModel& model : models_)
        file.models.emplace_back(model.name, stored(model.path));
    file.preferences = preferences_;
    file.split = split_;
    file.views = views_;
    file.others = others_;
    file.write(below(folder_, ProjectFile::kFileName));
}

} // namespace lorikeet
