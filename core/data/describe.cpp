#include "core/data/describe.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/strings.h"
#include "core/data/dataset_info.h"
#include "core/data/formats/captions.h"
#include "core/data/formats/rows.h"
#include "core/data/formats/sniff.h"

#include <algorithm>
#include <iterator>
#include <set>

namespace lorikeet {
namespace fs = std::filesystem;
namespace {

bool isDataFile(const fs::path& path)
{
    const std::string ending = toLowerAscii(path.extension().string());
    return ending == ".json" || ending == ".jsonl";
}

std::string formatOfFile(const std::string& path)
{
    if (toLowerAscii(toPath(path).extension().string()) == ".txt")
        return "text";
    const std::string bytes = readFile(path);
    const DatasetDescription description = sniffRows(splitRows(bytes, path).rows, path, "");
    if (description.formatting == Formatting::Alpaca)
        return description.columns.response ? "alpaca" : "text";
    if (description.tags.role == "role")
        return "messages";
    return description.columns.images == "image" ? "llava" : "sharegpt";
}

std::string formatOf(const std::string& path)
{
    std::error_code error;
    if (!fs::is_directory(toPath(path), error))
        return toUtf8(toPath(path).filename()) == DatasetInfo::kFileName ? "dataset_info" : formatOfFile(path);
    if (DatasetInfo::isIn(path))
        return "dataset_info";
    for (const fs::directory_entry& entry : fs::directory_iterator(toPath(path), error))
        if (isDataFile(entry.path()))
            return "files";
    return "captions";
}

} // namespace

bool isDataset(const std::string& path)
{
    std::error_code error;
    const fs::path native = toPath(path);
    if (fs::is_directory(native, error))
        return !fs::exists(native / "config.json", error) && (DatasetInfo::isIn(path) || formatOf(path) == "files" || holdsPictures(path));
    if (!fs::is_regular_file(native, error) || !isDataFile(native))
        return false;
    try {
        return !formatOf(path).empty();
    } catch (const Error&) {
        return false; // Some other JSON.
    }
}

DatasetSummary describeDataset(const std::string& path)
{
    DatasetSummary summary;
    const Dataset dataset = Dataset::openPath(path);
    summary.format = formatOf(path);
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
