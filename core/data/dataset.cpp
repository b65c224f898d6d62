#include "core/data/dataset.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/strings.h"
#include "core/data/dataset_info.h"
#include "core/data/encodings.h"
#include "core/data/formats/captions.h"
#include "core/data/formats/data_file.h"
#include "core/data/formats/folder_contents.h"
#include "core/data/formats/folder_walk.h"
#include "core/data/formats/media_beside.h"
#include "core/data/formats/sample_ids.h"
#include "core/data/media_path.h"
#include "core/data/mix.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <unordered_set>

namespace lorikeet {
namespace fs = std::filesystem;
namespace {

std::string absolutePath(const fs::path& path)
{
    return toUtf8(fs::absolute(path).lexically_normal());
}

bool isFolder(const std::string& path)
{
    std::error_code error;
    return fs::is_directory(toPath(path), error);
}

bool isTextFile(const std::string& path) { return lowerEnding(path) == ".txt"; }

/// What describes a folder's data must lie there, too.
void refuseForeignInfo(const std::string& folder, const MediaPaths& media)
{
    const std::string file = absolutePath(toPath(folder) / DatasetInfo::kFileName);
    if (media.resolve(file).place == MediaPaths::Place::Outside)
        throw Error(Text(LK_TEXT("%1 is a link that leads out of the data folder; it is not read."), file), LK_TEXT("Copy the file into the data folder."));
}

Error withoutFolder(const std::string& path)
{
    return Error(Text(LK_TEXT("%1 is no data file that is known here."), path),
        LK_TEXT("Choose a .json, .jsonl or .csv file with examples, a .txt file with a text a line, a folder of pictures, or a folder with dataset_info.json."));
}

/// The file or files of one described dataset. A description can't name what lies outside the data folder and the allowed ones.
DataFiles filesOf(const DatasetDescription& description, const DatasetInfo& info, const std::string& folder, const MediaPaths& media)
{
    const MediaPaths::Resolved found = media.resolve(toUtf8(toPath(folder) / toPath(description.fileName)));
    const std::string path = absolutePath(toPath(folder) / toPath(description.fileName));
    if (found.place == MediaPaths::Place::Outside)
        throw Error(Text(LK_TEXT("File %1 of dataset \"%2\" lies outside the data folder (%3 names it); it is not opened."), path, description.name, info.path()),
            Text(LK_TEXT("Put the file into the data folder, or allow its folder: media_folders: [\"%1\"]."), toUtf8(toPath(path).parent_path())));
    std::error_code error;
    if (found.place != MediaPaths::Place::Found || !fs::exists(toPath(path), error))
        throw Error(Text(LK_TEXT("File %1 of dataset \"%2\" does not exist (%3 names it)."), path, description.name, info.path()),
            LK_TEXT("Correct \"file_name\", or put the file there."));
    if (isFolder(path)) {
        DataFiles files = dataFilesIn(path, media, true);
        if (files.paths.empty() && files.notRead.empty())
            throw Error(Text(LK_TEXT("Folder %1 of dataset \"%2\" holds no .json, .jsonl or .csv file."), path, description.name),
                LK_TEXT("Put the data files there, or correct \"file_name\"."));
        return files;
    }
    refuseForeignFile(path);
    if (!isDataFileName(path) && !isTextFile(path))
        throw Error(Text(LK_TEXT("File %1 of dataset \"%2\" is not JSON, JSONL, CSV or plain text."), path, description.name),
            LK_TEXT("Save the examples as .json, .jsonl, .csv or .txt."));
    return {{path}, {}};
}

Dataset readDescribed(const DatasetDescription& description, const DatasetInfo& info, const std::string& folder, const MediaPaths& media, size_t maxRows,
    const ImportOptions& options = {})
{
    Dataset result;
    const auto [files, notRead] = filesOf(description, info, folder, media);
    result.issues = notRead;
    for (const std::string& file : files) {
        const size_t before = result.samples.size();
        const size_t left = maxRows == 0 ? 0 : maxRows - std::min(maxRows, before);
        if (maxRows > 0 && left == 0)
            break;
        readDataFileInto(result, {file, description.name, isTextFile(file) ? nullptr : &description, options, left}, media);
        if (files.size() > 1)
            for (size_t i = before; i < result.samples.size(); ++i)
                result.samples[i].id.insert(0, toUtf8(toPath(file).filename()) + "/");
    }
    return result;
}

Dataset readDataFile(const std::string& path, const ImportOptions& options, const std::string& root = {})
{
    if (toUtf8(toPath(path).filename()) == DatasetInfo::kFileName)
        return Dataset::openPath(toUtf8(toPath(path).parent_path()), options);
    refuseForeignFile(path);
    if (!isTextFile(path) && !isDataFileName(path))
        throw withoutFolder(path);
    Dataset result;
    readDataFileInto(result, {path, toUtf8(toPath(path).stem()), nullptr, options}, mediaBeside(path, options, root));
    return result;
}

/// Every dataset that dataset_info.json describes; one that can't be read is a finding.
Dataset readInfoFolder(const std::string& folder, const ImportOptions& options)
{
    Dataset result;
    const DatasetInfo info = DatasetInfo::read(folder);
    const MediaPaths media({folder}, options.folders);
    refuseForeignInfo(folder, media);
    for (const DatasetDescription& description : info.datasets()) {
        if (description.isFromHub) {
            result.issues.push_back({Severity::Note, "dataset.remote", info.path(), -1, Text(LK_TEXT("Dataset \"%1\" lies on the internet; nothing is downloaded here."), description.name),
                LK_TEXT("Download it and name its file as \"file_name\", or leave it out.")});
            continue;
        }
        try {
            result.append(readDescribed(info.usable(description.name), info, folder, media, 0, options));
        } catch (const Error& error) {
            result.issues.push_back({Severity::Fatal, "dataset.unreadable", info.path(), -1, error.message(), error.hint()});
        }
    }
    return result;
}

/// Files of a folder together; those that can't be read are findings.
struct FilesRead {
    Dataset dataset;
    std::optional<Error> firstError;
};

FilesRead readFiles(const std::vector<std::string>& files, const std::string& folder, const ImportOptions& options)
{
    FilesRead result;
    const std::vector<std::string> prefixes = idPrefixes(files, folder);
    for (size_t i = 0; i < files.size(); ++i) {
        try {
            Dataset one = readDataFile(files[i], options, folder);
            if (files.size() > 1)
                for (Sample& sample : one.samples)
                    if (sample.id.starts_with(sample.dataset + "#"))
                        sample.id.replace(0, sample.dataset.size(), prefixes[i]);
            result.dataset.append(std::move(one));
        } catch (const Error& error) {
            if (!result.firstError)
                result.firstError = error;
            result.dataset.issues.push_back({Severity::Fatal, "dataset.unreadable", files[i], -1, error.message(), error.hint()});
        }
    }
    return result;
}

/// Whether data files tell of pictures. Rows that are refused for their pictures, or can't be read before an encoding is chosen, may do so too.
bool tellsOfPictures(const Dataset& dataset)
{
    const auto isOpen = [](const Issue& issue) { return issue.rule.starts_with("image.") || issue.rule == "text.encoding"; };
    return std::any_of(dataset.samples.begin(), dataset.samples.end(), [](const Sample& sample) { return !sample.images.empty(); })
        || std::any_of(dataset.issues.begin(), dataset.issues.end(), isOpen);
}

/// What to say of data files where the folder's pictures are read with their captions instead.
std::vector<Issue> leftAside(Dataset read)
{
    std::vector<Issue> issues;
    for (const DatasetSource& source : read.sources)
        issues.push_back({Severity::Note, "dataset.aside", source.path, -1, Text(LK_TEXT("%1 was left aside: the folder holds pictures, and no example of this file names one."), source.path),
            LK_TEXT("To read it, choose the file itself, or put it into a folder without pictures.")});
    for (Issue& issue : read.issues) {
        if (issue.rule != "dataset.unreadable")
            continue;
        issue.severity = Severity::Warning;
        issues.push_back(std::move(issue));
    }
    return issues;
}

/// Pictures of the folder that no example names: perhaps they were forgotten.
std::vector<Issue> unlistedPictures(const Dataset& dataset, const std::vector<FoundFile>& found, const std::string& folder)
{
    std::unordered_set<std::string_view> named;
    for (const Sample& sample : dataset.samples)
        named.insert(sample.images.begin(), sample.images.end());
    size_t count = 0;
    std::string first;
    for (const FoundFile& file : found) {
        std::string path = folder + "/" + file.relative;
        if (!named.contains(path) && (++count == 1 || path < first))
            first = std::move(path);
    }
    if (count == 0)
        return {};
    return {{Severity::Note, "dataset.unlisted", folder, -1, Text(LK_TEXT("%1 pictures of the folder take no part: no example names them. The first is %2."), count, shownName(first)),
        LK_TEXT("Add rows for them to the data file, or put them with their captions into a folder of their own and add that too.")}};
}

void addIssues(Dataset& dataset, std::vector<Issue> issues)
{
    std::move(issues.begin(), issues.end(), std::back_inserter(dataset.issues));
}

Dataset openPictureFolder(const std::string& folder, FolderContents contents, const ImportOptions& options, size_t firstCaptions)
{
    DataFiles files = dataFilesIn(folder, MediaPaths({folder}, options.folders));
    std::erase_if(contents.metadata, [&](const std::string& file) { return std::binary_search(files.paths.begin(), files.paths.end(), file); });
    std::vector<Issue> aside = std::move(files.notRead);
    std::move(contents.notRead.begin(), contents.notRead.end(), std::back_inserter(aside));
    if (!contents.others.empty() && hasCaptions(contents))
        contents.others.clear();
    for (const auto* group : {&files.paths, &contents.metadata, &contents.others}) {
        Dataset dataset = readFiles(*group, folder, options).dataset;
        if (tellsOfPictures(dataset)) {
            addIssues(dataset, std::move(aside));
            if (group != &files.paths) // Found by walking: others may lie where nothing was seen.
                addIssues(dataset, std::move(contents.notSeen));
            addIssues(dataset, unlistedPictures(dataset, contents.pictures, folder));
            return dataset;
        }
        if (group == &contents.others) // Of whatever else lies there.
            break;
        std::vector<Issue> further = leftAside(std::move(dataset));
        std::move(further.begin(), further.end(), std::back_inserter(aside));
    }
    Dataset dataset = readCaptionFolder(folder, std::move(contents), options, firstCaptions);
    addIssues(dataset, std::move(aside));
    return dataset;
}

Dataset openFolder(const std::string& folder, const ImportOptions& options, size_t firstCaptions)
{
    FolderContents contents = lookInto(folder, options);
    if (!contents.pictures.empty())
        return openPictureFolder(folder, std::move(contents), options, firstCaptions);
    const MediaPaths media({folder}, options.folders);
    DataFiles found = dataFilesIn(folder, media);
    if (found.paths.empty() && found.notRead.empty())
        found = dataFilesIn(folder, media, true);
    const std::vector<std::string>& files = found.paths;
    FilesRead read = readFiles(files, folder, options);
    addIssues(read.dataset, std::move(found.notRead));
    addIssues(read.dataset, std::move(contents.notRead));
    if (read.firstError && read.dataset.sources.empty())
        throw *read.firstError;
    if (files.empty() && contents.notSeen.empty() && read.dataset.issues.empty())
        throw Error(Text(LK_TEXT("Folder %1 holds neither pictures nor data files."), folder),
            LK_TEXT("Choose a folder with pictures, with .json, .jsonl or .csv files, or with dataset_info.json."));
    for (Issue& issue : contents.notSeen) // Texts are whole without it.
        issue.severity = files.empty() ? issue.severity : Severity::Warning;
    if (!tellsOfPictures(read.dataset)) // Else each example says where its picture lies.
        addIssues(read.dataset, std::move(contents.notSeen));
    return std::move(read.dataset);
}

/// The path that a dataset's name means, if it is one.
std::optional<std::string> asPath(const std::string& name, const std::string& datasetDir)
{
    std::error_code error;
    for (const fs::path& candidate : {toPath(name), toPath(datasetDir) / toPath(name)})
        if (!name.empty() && name.find('\0') == std::string::npos && fs::exists(candidate, error))
            return absolutePath(candidate);
    return std::nullopt;
}

void refuseRemote(const std::string& datasetDir)
{
    if (datasetDir == "ONLINE" || datasetDir.starts_with("REMOTE:"))
        throw Error(Text(LK_TEXT("dataset_dir is \"%1\"; nothing is downloaded here."), datasetDir),
            LK_TEXT("Download the data and point dataset_dir at its folder."));
}

ImportOptions importOptions(const DataOptions& options)
{
    ImportOptions result;
    result.encoding = options.textEncoding;
    result.folders = options.mediaFolders;
    if (!options.mediaDir.empty())
        result.folders.push_back(options.mediaDir);
    return result;
}

/// Supervised training knows one answer.
Dataset withoutPairs(Dataset dataset, const std::string& name, bool takesPairs)
{
    if (!takesPairs && !dataset.samples.empty() && std::all_of(dataset.samples.begin(), dataset.samples.end(), [](const Sample& s) { return s.rejectedAnswer.has_value(); }))
        throw Error(Text(LK_TEXT("Dataset \"%1\" holds preference pairs, which this training can't use."), name), LK_TEXT("Use a dataset with one answer an example."));
    return dataset;
}

Dataset openOne(const DataOptions& options, const std::string& name, const std::optional<DatasetInfo>& info, const MediaPaths& media, bool takesPairs)
{
    const auto maxRows = static_cast<size_t>(std::max(options.maxSamples, 0));
    const auto firstRows = [&](Dataset dataset) {
        if (maxRows > 0 && dataset.samples.size() > maxRows)
            dataset.samples.resize(maxRows);
        std::erase_if(dataset.issues, [&](const Issue& issue) { return issue.sample != static_cast<size_t>(-1) && issue.sample >= dataset.samples.size(); });
        return dataset;
    };
    if (!info || info->find(name) == nullptr) {
        if (const auto path = asPath(name, options.datasetDir))
            return firstRows(withoutPairs(Dataset::openPath(*path, importOptions(options)), name, takesPairs));
        if (!info)
            DatasetInfo::read(options.datasetDir); // Says what is missing.
    }
    const DatasetDescription& description = takesPairs ? info->usable(name) : info->trainable(name);
    if (!description.numSamples)
        return readDescribed(description, *info, options.datasetDir, media, maxRows, importOptions(options));
    return firstRows(pickSamples(readDescribed(description, *info, options.datasetDir, media, 0, importOptions(options)), static_cast<size_t>(*description.numSamples)));
}

} // namespace

Dataset Dataset::open(const DataOptions& options, const std::vector<std::string>& names, bool takesPairs)
{
    refuseRemote(options.datasetDir);
    requireEncoding(options.textEncoding);
    std::optional<DatasetInfo> info;
    if (DatasetInfo::isIn(options.datasetDir))
        info = DatasetInfo::read(options.datasetDir);
    // A run of a project may use the project's pictures, wherever in it they lie.
    std::vector<std::string> allowed = options.mediaFolders;
    allowed.push_back(absolutePath(toPath(options.datasetDir)));
    if (std::string project = projectFolderOf(options.datasetDir); !project.empty())
        allowed.push_back(std::move(project));
    const MediaPaths media({absolutePath(toPath(options.mediaDir.empty() ? options.datasetDir : options.mediaDir))}, allowed);
    if (info)
        refuseForeignInfo(options.datasetDir, media);
    std::vector<Dataset> parts;
    for (const std::string& name : names)
        parts.push_back(openOne(options, trim(name), info, media, takesPairs));
    Dataset mixed = mixDatasets(std::move(parts), options.mixStrategy, options.interleaveProbs);
    makeIdsUnique(mixed.samples);
    return mixed;
}

void Dataset::append(Dataset other)
{
    for (Issue& issue : other.issues) {
        if (issue.sample != static_cast<size_t>(-1))
            issue.sample += samples.size();
        issues.push_back(std::move(issue));
    }
    for (PendingCaptions& range : other.pending) {
        range.begin += samples.size();
        pending.push_back(std::move(range));
    }
    std::move(other.sources.begin(), other.sources.end(), std::back_inserter(sources));
    std::move(other.samples.begin(), other.samples.end(), std::back_inserter(samples));
}

Dataset Dataset::openPath(const std::string& path, const ImportOptions& options, size_t firstCaptions)
{
    std::error_code error;
    if (path.find('\0') != std::string::npos || !fs::exists(toPath(path), error))
        throw Error(Text(LK_TEXT("Data %1 does not exist."), path), LK_TEXT("Correct the path, or choose the file or folder again."));
    std::string whole = absolutePath(toPath(path));
    while (whole.size() > 1 && whole.ends_with('/'))
        whole.pop_back();
    requireEncoding(options.encoding);
    Dataset dataset = !isFolder(whole) ? readDataFile(whole, options)
        : DatasetInfo::isIn(whole)     ? readInfoFolder(whole, options)
                                       : openFolder(whole, options, firstCaptions);
    makeIdsUnique(dataset.samples);
    return dataset;
}

} // namespace lorikeet
