#include "core/data/project.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/strings.h"
#include "core/data/dataset_info.h"
#include "core/data/snapshot.h"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <iterator>

#include <fmt/chrono.h>

namespace lorikeet {
namespace fs = std::filesystem;
namespace {

constexpr size_t kNoSample = static_cast<size_t>(-1);

std::string absolutePath(const std::string& path)
{
    return toUtf8(fs::absolute(toPath(path)).lexically_normal());
}

std::string below(const std::string& folder, const char* name)
{
    return toUtf8(toPath(folder) / name);
}

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

/// Ids of a dataset by reference carry its name, so that two folders with an `a.jpg` don't mix.
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

const ProjectDataset* findReference(const std::vector<ProjectDataset>& datasets, const std::string& name)
{
    const auto found = std::find_if(datasets.begin(), datasets.end(), [&](const ProjectDataset& dataset) { return dataset.name == name; });
    return found == datasets.end() ? nullptr : &*found;
}

const std::string* findPair(const std::vector<std::pair<std::string, std::string>>& pairs, const std::string& name)
{
    for (const auto& [key, value] : pairs)
        if (key == name)
            return &value;
    return nullptr;
}

/// Rows that can't be used stop a start, as `train` itself would; those that were edited since are whole again.
void refuseBadRows(const Dataset& dataset, const std::string& name, const EditJournal& journal)
{
    std::vector<const Issue*> fatal;
    for (const Issue& issue : dataset.issues) {
        const bool isEdited = issue.sample != kNoSample && journal.contentOf(dataset.samples[issue.sample].id) != nullptr;
        if (issue.severity == Severity::Fatal && !isEdited)
            fatal.push_back(&issue);
    }
    if (fatal.empty())
        return;
    std::vector<std::string> first;
    for (size_t i = 0; i < std::min<size_t>(fatal.size(), 3); ++i)
        first.push_back(fatal[i]->message.english());
    throw Error(Text(LK_TEXT("%1 examples of dataset \"%2\" can't be used. %3"), fatal.size(), name, join(first, " ")),
        LK_TEXT("Correct them in the data file, or set skip_bad_samples to leave them out."));
}

/// Pairs are kept for a later method; supervised training needs something else beside them.
void requireTrainable(const std::vector<Sample>& samples, const std::string& name)
{
    const auto isPair = [](const Sample& sample) { return sample.rejectedAnswer.has_value(); };
    if (!samples.empty() && std::all_of(samples.begin(), samples.end(), isPair))
        throw Error(Text(LK_TEXT("Dataset \"%1\" holds preference pairs only, which this training can't use."), name), LK_TEXT("Use a dataset with one answer an example."));
}

} // namespace

bool Project::isForEvaluation(const std::string& name)
{
    std::string word;
    for (char c : toLowerAscii(name) + "_") {
        const bool isLetter = (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
        if (isLetter) {
            word += c;
            continue;
        }
        if (word == "val" || word == "valid" || word == "validation" || word == "eval" || word == "test" || word == "dev")
            return true;
        word.clear();
    }
    return false;
}

Project Project::open(const std::string& path)
{
    std::error_code error;
    std::string folder = absolutePath(path);
    if (toUtf8(toPath(folder).filename()) == ProjectFile::kFileName)
        folder = toUtf8(toPath(folder).parent_path());
    if (folder.ends_with("/") && folder.size() > 1)
        folder.pop_back();
    const std::string file = below(folder, ProjectFile::kFileName);
    if (!fs::is_directory(toPath(folder), error))
        throw Error(Text(LK_TEXT("The project folder %1 does not exist."), folder), LK_TEXT("Choose the folder again; did it move?"));
    if (!fs::is_regular_file(toPath(file), error))
        throw Error(Text(LK_TEXT("The folder %1 is no project: it holds no %2."), folder, ProjectFile::kFileName),
            LK_TEXT("Choose a project's folder, or make a new project and add this folder as its data."));
    const ProjectFile read = ProjectFile::read(file);
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
    project.journal_ = std::make_shared<EditJournal>(toUtf8(toPath(folder) / "edits" / "journal.jsonl"));
    return project;
}

Project Project::create(const std::string& folder, const std::string& name)
{
    const std::string whole = absolutePath(folder);
    const std::string file = below(whole, ProjectFile::kFileName);
    std::error_code error;
    if (fs::exists(toPath(file), error))
        throw Error(Text(LK_TEXT("The folder %1 holds a project already."), whole), LK_TEXT("Open it, or choose another folder."));
    for (const char* part : {"data", "models", "lessons", "runs", "edits"})
        makeFolders(below(whole, part));
    ProjectFile{name, {}, {}, {}, {}}.write(file);
    return open(whole);
}

void Project::save() const
{
    ProjectFile file{name_, datasets_, mediaFolders_, {}, preferences_};
    for (const ProjectModel& model : models_)
        file.models.emplace_back(model.name, model.path);
    file.write(below(folder_, ProjectFile::kFileName));
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
    std::stable_partition(names.begin(), names.end(), [](const std::string& name) { return !Project::isForEvaluation(name); });
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
    datasets_.push_back({name, absolutePath(path), options});
    save();
}

void Project::setImportOptions(const std::string& name, const ImportOptions& options)
{
    for (ProjectDataset& dataset : datasets_) {
        if (dataset.name != name)
            continue;
        dataset.options = options;
        save();
        return;
    }
    throw Error(Text(LK_TEXT("There is no dataset \"%1\" by reference in this project."), name), LK_TEXT("Add the data to the project first."));
}

void Project::addMediaFolder(const std::string& folder)
{
    const std::string whole = absolutePath(folder);
    if (std::find(mediaFolders_.begin(), mediaFolders_.end(), whole) != mediaFolders_.end())
        return;
    mediaFolders_.push_back(whole);
    save();
}

void Project::addModel(const std::string& path)
{
    const std::string whole = absolutePath(path);
    if (!isModelFolder(toPath(whole)))
        throw Error(Text(LK_TEXT("%1 is no model folder: config.json or the .safetensors file is missing."), whole),
            LK_TEXT("Choose the folder that holds both."));
    for (const ProjectModel& model : models())
        if (model.path == whole)
            return;
    models_.push_back({toUtf8(toPath(whole).filename()), whole});
    save();
}

std::string Project::preference(const std::string& key) const
{
    const std::string* value = findPair(preferences_, key);
    return value == nullptr ? "" : *value;
}

void Project::setPreference(const std::string& key, const std::string& value)
{
    const auto found = std::find_if(preferences_.begin(), preferences_.end(), [&](const auto& pair) { return pair.first == key; });
    if (found == preferences_.end())
        preferences_.emplace_back(key, value);
    else
        found->second = value;
    save();
}

void Project::snapshotInto(const std::string& runFolder, RunOptions& options) const
{
    DataOptions whole = options.data;
    whole.maxSamples = 0;
    whole.mixStrategy = "concat";
    whole.interleaveProbs.clear();
    whole.datasetDir = absolutePath(toUtf8(toPath(folder_) / toPath(options.data.datasetDir)));
    if (!whole.mediaDir.empty())
        whole.mediaDir = absolutePath(toUtf8(toPath(folder_) / toPath(options.data.mediaDir)));
    whole.mediaFolders.insert(whole.mediaFolders.end(), mediaFolders_.begin(), mediaFolders_.end());
    std::vector<NamedSamples> snapshots;
    for (const auto* names : {&options.data.dataset, &options.data.evalDataset}) {
        for (const std::string& name : *names) {
            if (std::any_of(snapshots.begin(), snapshots.end(), [&](const NamedSamples& s) { return s.name == name; }))
                continue;
            const ProjectDataset* reference = findReference(datasets_, name);
            Dataset dataset = reference != nullptr ? openReference(*reference, mediaFolders_, kAllCaptions) : Dataset::open(whole, {name}, true);
            requireTrainable(dataset.samples, name);
            if (!options.data.skipBadSamples)
                refuseBadRows(dataset, name, *journal_);
            journal_->applyTo(dataset.samples, true);
            snapshots.push_back({name, std::move(dataset.samples)});
        }
    }
    options.data.mediaFolders = pictureFolders(snapshots, whole);
    makeFolders(runFolder);
    const std::string target = below(absolutePath(runFolder), "data");
    writeSnapshot(target, snapshots);
    options.data.datasetDir = target;
    options.data.mediaDir.clear();
}

/// Where the pictures of a snapshot lie: what its run must be allowed to read.
std::vector<std::string> Project::pictureFolders(const std::vector<NamedSamples>& snapshots, const DataOptions& data) const
{
    std::vector<std::string> folders = data.mediaFolders;
    folders.push_back(folder_);
    folders.push_back(data.datasetDir);
    if (!data.mediaDir.empty())
        folders.push_back(data.mediaDir);
    for (const ProjectDataset& dataset : datasets_) {
        std::error_code error;
        folders.push_back(fs::is_directory(toPath(dataset.path), error) ? dataset.path : toUtf8(toPath(dataset.path).parent_path()));
        folders.insert(folders.end(), dataset.options.folders.begin(), dataset.options.folders.end());
    }
    const auto isCovered = [&](const std::string& path) {
        return std::any_of(folders.begin(), folders.end(), [&](const std::string& folder) { return path == folder || path.starts_with(folder + "/"); });
    };
    for (const NamedSamples& snapshot : snapshots)
        for (const Sample& sample : snapshot.samples)
            for (const std::string& image : sample.images)
                if (!isCovered(image)) // Put there by an edit.
                    folders.push_back(toUtf8(toPath(image).parent_path()));
    std::vector<std::string> result; // Each once, and none below another.
    std::sort(folders.begin(), folders.end());
    for (const std::string& folder : folders)
        if (result.empty() || (folder != result.back() && !folder.starts_with(result.back() + "/")))
            result.push_back(folder);
    return result;
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
