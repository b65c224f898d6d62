#include "core/data/project.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/strings.h"
#include "core/data/dataset_info.h"
#include "core/data/formats/sample_ids.h"
#include "core/data/project_parts.h"
#include "core/data/snapshot.h"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <iterator>

#include <fmt/chrono.h>

namespace lorikeet {
namespace fs = std::filesystem;
namespace {

/// A complete model folder: configuration and weights.
bool isModelFolder(const fs::path& folder)
{
    std::error_code error;
    if (!fs::is_regular_file(folder / "config.json", error))
        return false;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, error))
        if (entry.path().extension() == ".safetensors")
            return true;
    return false;
}

ProjectLesson readLesson(const fs::path& path)
{
    ProjectLesson lesson{toUtf8(path), toUtf8(path.stem()), ""};
    for (const std::string& line : split(readFile(lesson.path, 1 << 20), '\n')) {
        if (!line.starts_with("#"))
            break;
        if (line.starts_with("# title:"))
            lesson.title = trim(std::string_view(line).substr(8));
        else if (line.starts_with("# summary:"))
            lesson.summary = trim(std::string_view(line).substr(10));
    }
    return lesson;
}

/// Unreadable datasets are findings here: one missing file must not keep the project shut.
Issue issueFor(const Error& error, const std::string& file)
{
    return {Severity::Fatal, "dataset.unreadable", file, -1, error.message(), error.hint()};
}

const std::string* findPair(const std::vector<std::pair<std::string, std::string>>& pairs, const std::string& name)
{
    for (const auto& [key, value] : pairs)
        if (key == name)
            return &value;
    return nullptr;
}

} // namespace

Project Project::create(const std::string& folder, const std::string& name)
{
    const std::string whole = absolutePath(folder);
    const std::string file = below(whole, ProjectFile::kFileName);
    std::error_code error;
    if (fs::exists(toPath(file), error))
        throw Error(Text(LK_TEXT("The folder %1 holds a project already."), whole), LK_TEXT("Open it, or choose another folder."));
    for (const char* part : {"data", "models", "lessons", "runs", "edits"})
        makeFolders(below(whole, part));
    ProjectFile fresh;
    fresh.name = name;
    fresh.write(file);
    return open(whole);
}

std::string Project::dataFolder() const
{
    return below(folder_, "data");
}

std::string Project::runsFolder() const
{
    return below(folder_, "runs");
}

std::vector<std::string> Project::datasetNames() const
{
    std::vector<std::string> names;
    if (DatasetInfo::isIn(dataFolder())) {
        const DatasetInfo info = DatasetInfo::read(dataFolder());
        for (const DatasetDescription& dataset : info.datasets())
            names.push_back(dataset.name);
    }
    for (const ProjectDataset& dataset : datasets_)
        names.push_back(dataset.name);
    std::stable_partition(names.begin(), names.end(), [](const std::string& name) { return !isForEvaluation(name); });
    return names;
}

std::vector<ProjectModel> Project::models() const
{
    std::vector<ProjectModel> result;
    std::error_code error;
    for (const fs::directory_entry& entry : fs::directory_iterator(toPath(below(folder_, "models")), error))
        if (isModelFolder(entry.path()))
            result.push_back({toUtf8(entry.path().filename()), toUtf8(entry.path())});
    std::sort(result.begin(), result.end(), [](const ProjectModel& a, const ProjectModel& b) { return a.name < b.name; });
    result.insert(result.end(), models_.begin(), models_.end());
    return result;
}

std::vector<ProjectLesson> Project::lessons() const
{
    std::vector<fs::path> files;
    std::error_code error;
    for (const fs::directory_entry& entry : fs::directory_iterator(toPath(below(folder_, "lessons")), error))
        if (entry.path().extension() == ".yaml" && entry.is_regular_file(error))
            files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    std::vector<ProjectLesson> result;
    for (const fs::path& file : files)
        result.push_back(readLesson(file));
    return result;
}

Dataset Project::readOriginals(size_t firstCaptions) const
{
    Dataset result;
    const auto readInto = [&](const std::string& file, const auto& read) {
        try {
            result.append(read());
        } catch (const Error& error) {
            result.issues.push_back(issueFor(error, file));
        }
    };
    DataOptions options;
    options.datasetDir = dataFolder();
    options.mediaFolders = mediaFolders_;
    for (const std::string& name : datasetNames()) {
        if (const ProjectDataset* reference = findReference(datasets_, name))
            readInto(reference->path, [&] { return openReference(*reference, mediaFolders_, firstCaptions); });
        else
            readInto(below(dataFolder(), DatasetInfo::kFileName), [&] { return Dataset::open(options, {name}, true); });
    }
    makeIdsUnique(result.samples);
    return result;
}

void Project::addDataset(const std::string& name, const std::string& path, const ImportOptions& options)
{
    const std::string whole = absolutePath(path);
    Dataset::openPath(whole, options, 0); // Says what is wrong with it before it is taken in.
    addReference(name, whole, options);
}

void Project::addReference(const std::string& name, const std::string& path, const ImportOptions& options)
{
    const std::vector<std::string> names = datasetNames();
    if (name.empty() || std::find(names.begin(), names.end(), name) != names.end())
        throw Error(Text(LK_TEXT("There is a dataset \"%1\" in this project already, or the name is empty."), name), LK_TEXT("Choose another name."));
    auto datasets = datasets_;
    datasets.push_back({name, absolutePath(path), options});
    change(datasets_, std::move(datasets));
}

size_t Project::referenceAt(const std::string& name) const
{
    const ProjectDataset* found = findReference(datasets_, name);
    if (found == nullptr)
        throw Error(Text(LK_TEXT("There is no dataset \"%1\" by reference in this project."), name), LK_TEXT("Add the data to the project first."));
    return static_cast<size_t>(found - datasets_.data());
}

void Project::setImportOptions(const std::string& name, const ImportOptions& options)
{
    auto datasets = datasets_;
    datasets[referenceAt(name)].options = options;
    change(datasets_, std::move(datasets));
}

void Project::removeReference(const std::string& name)
{
    auto datasets = datasets_;
    datasets.erase(datasets.begin() + static_cast<std::ptrdiff_t>(referenceAt(name)));
    change(datasets_, std::move(datasets));
}

void Project::addMediaFolder(const std::string& folder)
{
    const std::string whole = absolutePath(folder);
    if (std::find(mediaFolders_.begin(), mediaFolders_.end(), whole) != mediaFolders_.end())
        return;
    auto folders = mediaFolders_;
    folders.push_back(whole);
    change(mediaFolders_, std::move(folders));
}

void Project::checkModel(const std::string& path)
{
    const std::string whole = absolutePath(path);
    if (!isModelFolder(toPath(whole)))
        throw Error(Text(LK_TEXT("%1 is no model folder: config.json or the .safetensors file is missing."), whole),
            LK_TEXT("Choose the folder that holds both."));
}

void Project::removeMediaFolder(const std::string& folder)
{
    auto folders = mediaFolders_;
    std::erase(folders, absolutePath(folder));
    change(mediaFolders_, std::move(folders));
}

void Project::addModel(const std::string& path)
{
    checkModel(path);
    const std::string whole = absolutePath(path);
    for (const ProjectModel& model : models())
        if (model.path == whole)
            return;
    auto added = models_;
    added.push_back({toUtf8(toPath(whole).filename()), whole});
    change(models_, std::move(added));
}

std::string Project::preference(const std::string& key) const
{
    const std::string* value = findPair(preferences_, key);
    return value == nullptr ? "" : *value;
}

void Project::setPreference(const std::string& key, const std::string& value)
{
    auto preferences = preferences_;
    const auto found = std::find_if(preferences.begin(), preferences.end(), [&](const auto& pair) { return pair.first == key; });
    if (found == preferences.end())
        preferences.emplace_back(key, value);
    else
        found->second = value;
    change(preferences_, std::move(preferences));
}

void Project::setSplitPlan(const SplitPlan& plan)
{
    change(split_, plan);
}

void Project::setViews(const std::vector<SavedView>& views)
{
    change(views_, views);
}

bool Project::setIgnored(const std::string& rule, const std::vector<std::string>& sampleIds, bool isIgnored)
{
    Edit edit;
    for (const std::string& id : sampleIds)
        if (journal_->isIgnored(rule, id) != isIgnored)
            edit.ignores.push_back({rule, id, isIgnored});
    if (edit.ignores.empty())
        return false;
    edit.label = isIgnored ? Text(LK_TEXT("Ignore %1 findings"), edit.ignores.size()) : Text(LK_TEXT("Show %1 findings again"), edit.ignores.size());
    edit.timeMs = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
    journal_->record(edit);
    return true;
}

std::string Project::newRunFolder(const std::string& name) const
{
    const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    const std::string base = fmt::format("{}-{:%Y-%m-%d}", fileNameFor(name), fmt::localtime(now));
    std::string candidate = below(runsFolder(), base.c_str());
    std::error_code error;
    for (int i = 2; fs::exists(toPath(candidate), error); ++i)
        candidate = below(runsFolder(), fmt::format("{}-{}", base, i).c_str());
    return candidate;
}

} // namespace lorikeet
