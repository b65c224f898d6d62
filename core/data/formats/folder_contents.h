#pragma once
/// @file What kind of data a folder holds, told by the names in it.

#include "core/data/import_options.h"
#include "core/data/issue.h"
#include "core/data/media_path.h"

#include <string>
#include <vector>

namespace lorikeet {

struct FolderContents {
    std::vector<std::string> pictures; ///< Absolute, in no order.
    bool hasTexts = false;             ///< .txt files, which may be captions.
    std::vector<std::string> metadata; ///< metadata.csv, .jsonl and the like at any depth, and COCO's annotations/captions_….json; sorted.
    std::vector<std::string> others;   ///< Other data files below the folder, sorted; none where there are many, as beside each picture.
    std::vector<Issue> notRead;        ///< Links in their places that lead out (dataset.outside).
    std::vector<Issue> notSeen;        ///< Of walkFolder().
};
FolderContents lookInto(const std::string& folder, const ImportOptions& options);

struct DataFiles {
    std::vector<std::string> paths; ///< Absolute, sorted.
    std::vector<Issue> notRead;     ///< Links that lead out of the media folders (dataset.outside).
};
/// The data files directly in a folder, by name. @throws Error when it can't be listed.
DataFiles dataFilesIn(const std::string& folder, const MediaPaths& media, bool takesText = false);

} // namespace lorikeet
