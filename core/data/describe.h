#pragma once
/// @file What a data file or folder is, for people and for `lorikeet-cli inspect`.

#include "core/data/dataset.h"

#include <string>
#include <vector>

namespace lorikeet {

struct DatasetSummary {
    std::string format;             ///< of DatasetSource::format, "dataset_info", or "files" for several kinds
    std::vector<std::string> names; ///< Of the datasets in it, in order.
    std::string encoding = "UTF-8"; ///< "" = text is in none that is sure.
    size_t samples = 0;
    size_t pictures = 0;            ///< Distinct ones.
    std::vector<Issue> issues;      ///< Of reading and of the pictures' headers.
};

/// Whether a path can be read as data: a .json/.jsonl file of examples, a folder with pictures, data files or dataset_info.json.
bool isDataset(const std::string& path);
/// The name of what was read from `path`.
std::string formatOf(const Dataset& dataset, const std::string& path);
/// @throws Error as Dataset::openPath does.
DatasetSummary describeDataset(const std::string& path);

} // namespace lorikeet
