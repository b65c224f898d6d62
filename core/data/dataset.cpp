#include "core/data/dataset.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/strings.h"
#include "core/data/dataset_info.h"
#include "core/data/formats/captions.h"
#include "core/data/formats/json_file.h"
#include "core/data/mix.h"

#include <algorithm>
#include <iterator>

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

bool isDataFile(const fs::path& path)
{
    const std::string ending = toLowerAscii(path.extension().string());
    return ending == ".json" || ending == ".jsonl";
}

bool isTextFile(const fs::path& path) { return toLowerAscii(path.extension().string()) == ".txt"; }

/// The data files directly in a folder, by name.
std::vector<std::string> dataFilesIn(const std::string& folder)
{
    std::vector<std::string> files;
    std::error_code error;
    for (const fs::directory_entry& entry : fs::directory_iterator(toPath(folder), error))
        if (entry.is_regular_file(error) && isDataFile(entry.path()))
            files.push_back(absolutePath(entry.path()));
    std::sort(files.begin(), files.end());
    return files;
}

/// The file or files of one described dataset.
std::vector<std::string> filesOf(const DatasetDescription& description, const DatasetInfo& info, const std::string& folder)
{
    const std::string path = absolutePath(toPath(folder) / toPath(description.fileName));
    std::error_code error;
    if (!fs::exists(toPath(path), error))
        throw Error(Text(LK_TEXT("File %1 of dataset \"%2\" does not exist (%3 names it)."), path, description.name, info.path()),
            LK_TEXT("Correct \"file_name\", or put the file there."));
    if (isFolder(path)) {
        const std::vector<std::string> files = dataFilesIn(path);
        if (files.empty())
            throw Error(Text(LK_TEXT("Folder %1 of dataset \"%2\" holds no .json or .jsonl file."), path, description.name),
                LK_TEXT("Put the data files there, or correct \"file_name\"."));
        return files;
    }
    if (!isDataFile(toPath(path)) && !isTextFile(toPath(path)))
        throw Error(Text(LK_TEXT("File %1 of dataset \"%2\" is not JSON, JSONL or plain text."), path, description.name),
            LK_TEXT("Save the examples as .json, .jsonl or .txt."));
    return {path};
}

/// An image folder for a file that stands alone: its own, then the one that such files often have beside them.
MediaPaths mediaBeside(const std::string& file)
{
    const fs::path folder = toPath(file).parent_path();
    return MediaPaths({toUtf8(folder), toUtf8(folder / "images")});
}

Dataset readDescribed(const DatasetDescription& description, const DatasetInfo& info, const std::string& folder, const MediaPaths& media, size_t maxRows)
{
    Dataset result;
    const std::vector<std::string> files = filesOf(description, info, folder);
    for (const std::string& file : files) {
        const size_t before = result.samples.size();
        const size_t left = maxRows == 0 ? 0 : maxRows - std::min(maxRows, before);
        if (maxRows > 0 && left == 0)
            break;
        if (isTextFile(toPath(file)))
            readTextFileInto(result, file, description.name, left);
        else
            readJsonFileInto(result, file, description.name, &description, media, left);
        if (files.size() > 1)
            for (size_t i = before; i < result.samples.size(); ++i)
                result.samples[i].id.insert(0, toUtf8(toPath(file).filename()) + "/");
    }
    return result;
}

Dataset readDataFile(const std::string& path)
{
    if (toUtf8(toPath(path).filename()) == DatasetInfo::kFileName)
        return Dataset::openPath(toUtf8(toPath(path).parent_path()));
    Dataset result;
    if (isTextFile(toPath(path))) {
        readTextFileInto(result, path, toUtf8(toPath(path).stem()));
        return result;
    }
    if (!isDataFile(toPath(path)))
        throw Error(Text(LK_TEXT("%1 is no data file that is known here."), path),
            LK_TEXT("Choose a .json or .jsonl file with examples, a .txt file with a text a line, a folder of pictures, or a folder with dataset_info.json."));
    readJsonFileInto(result, path, toUtf8(toPath(path).stem()), nullptr, mediaBeside(path));
    return result;
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

Dataset openOne(const DataOptions& options, const std::string& name, const std::optional<DatasetInfo>& info, const MediaPaths& media)
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
            return firstRows(Dataset::openPath(*path));
        if (!info)
            DatasetInfo::read(options.datasetDir); // Says what is missing.
    }
    const DatasetDescription& description = info->usable(name);
    if (!description.numSamples)
        return readDescribed(description, *info, options.datasetDir, media, maxRows);
    return firstRows(pickSamples(readDescribed(description, *info, options.datasetDir, media, 0), static_cast<size_t>(*description.numSamples)));
}

} // namespace

Dataset Dataset::open(const DataOptions& options, const std::vector<std::string>& names)
{
    refuseRemote(options.datasetDir);
    std::optional<DatasetInfo> info;
    if (DatasetInfo::isIn(options.datasetDir))
        info = DatasetInfo::read(options.datasetDir);
    const MediaPaths media({absolutePath(toPath(options.mediaDir.empty() ? options.datasetDir : options.mediaDir))});
    std::vector<Dataset> parts;
    for (const std::string& name : names)
        parts.push_back(openOne(options, trim(name), info, media));
    return mixDatasets(std::move(parts), options.mixStrategy, options.interleaveProbs);
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
    std::move(other.samples.begin(), other.samples.end(), std::back_inserter(samples));
}

Dataset Dataset::openPath(const std::string& path, const ImportOptions& options, size_t firstCaptions)
{
    std::error_code error;
    if (path.find('\0') != std::string::npos || !fs::exists(toPath(path), error))
        throw Error(Text(LK_TEXT("Data %1 does not exist."), path), LK_TEXT("Correct the path, or choose the file or folder again."));
    const std::string whole = absolutePath(toPath(path));
    if (!isFolder(whole))
        return readDataFile(whole);
    Dataset result;
    if (DatasetInfo::isIn(whole)) {
        const DatasetInfo info = DatasetInfo::read(whole);
        const MediaPaths media({whole});
        for (const DatasetDescription& description : info.datasets())
            if (!description.isFromHub && !description.isRanking)
                result.append(readDescribed(description, info, whole, media, 0));
        return result;
    }
    const std::vector<std::string> files = dataFilesIn(whole);
    for (const std::string& file : files)
        result.append(readDataFile(file));
    if (!files.empty())
        return result;
    if (!holdsPictures(whole))
        throw Error(Text(LK_TEXT("Folder %1 holds neither pictures nor data files."), whole),
            LK_TEXT("Choose a folder with pictures, with .json or .jsonl files, or with dataset_info.json."));
    return readCaptionFolder(whole, options, firstCaptions);
}

} // namespace lorikeet
