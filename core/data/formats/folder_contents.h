#pragma once
/// @file What kind of data a folder holds, told by the names in it.

#include "core/data/import_options.h"
#include "core/data/issue.h"

#include <string>
#include <vector>

namespace lorikeet {

struct FolderContents {
    bool hasPictures = false;
    std::vector<std::string> metadata; ///< metadata.csv, .jsonl and the like at any depth, and COCO's annotations/captions_….json; sorted.
    std::vector<Issue> notSeen;        ///< Of walkFolder().
};
FolderContents lookInto(const std::string& folder, const ImportOptions& options);

/// The data files directly in a folder, by name. @throws Error when it can't be listed.
std::vector<std::string> dataFilesIn(const std::string& folder, bool takesText = false);

} // namespace lorikeet
