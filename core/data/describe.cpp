#include "core/data/describe.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/strings.h"
#include "core/data/dataset_info.h"
#include "core/data/formats/captions.h"
#include "core/data/formats/data_file.h"

#include <algorithm>
#include <iterator>
#include <set>

namespace lorikeet {
namespace fs = std::filesystem;

std::string formatOf(const Dataset& dataset, const std::string& path)
{
    std::error_code error;
    const bool isFolder = fs::is_directory(toPath(path), error);
    if ((isFolder && DatasetInfo::isIn(path)) || toUtf8(toPath(path).filename()) == DatasetInfo::kFileName)
        return "dataset_info";
    if (dataset.sources.empty())
        return "files";
    const std::string& first = dataset.sources.front().format;
    const bool isOne = std::all_of(dataset.sources.begin(), dataset.sources.end(), [&](const DatasetSource& source) { return source.format == first; });
    return isOne && (!isFolder || first == "captions" || first == "metadata" || first == "coco") ? first : "files";
}

bool isDataset(const std::string& path)
{
    std::error_code error;
    const fs::path native = toPath(path);
    if (fs::is_directory(native, error)) {
        if (fs::exists(native / "config.json", error))
            return false;
        for (const fs::directory_entry& entry : fs::directory_iterator(native, error))
            if (isDataFileName(toUtf8(entry.path())))
                return true;
        return DatasetInfo::isIn(path) || holdsPictures(path);
    }
    if (!fs::is_regular_file(native, error) || !isDataFileName(path))
        return false;
    try {
        Dataset first;
        const ImportOptions options;
        readDataFileInto(first, {path, "", nullptr, options, 20}, MediaPaths({toUtf8(native.parent_path())}));
        return true;
    } catch (const Error&) {
        return false; // Some other JSON.
    }
}

DatasetSummary describeDataset(const std::string& path)
{
    DatasetSummary summary;
    const Dataset dataset = Dataset::openPath(path);
    summary.format = formatOf(dataset, path);
    for (const DatasetSource& source : dataset.sources)
        if (source.encoding != "UTF-8")
            summary.encoding = source.encoding;
    summary.samples = dataset.samples.size();
    summary.issues = dataset.issues;
    std::set<std::string_view> pictures;
    for (const Sample& sample : dataset.samples) {
        if (summary.names.empty() || std::find(summary.names.begin(), summary.names.end(), sample.dataset) == summary.names.end())
            summary.names.push_back(sample.dataset);
        pictures.insert(sample.images.begin(), sample.images.end());
    }
    summary.pictures = pictures.size();
    std::vector<Issue> found = checkSamples(dataset.samples, true, CheckDepth::Headers);
    std::move(found.begin(), found.end(), std::back_inserter(summary.issues));
    return summary;
}

} // namespace lorikeet
