#pragma once
/// @file What a folder holds, told by the names in it.

#include "core/data/formats/folder_walk.h"
#include "core/data/import_options.h"
#include "core/data/issue.h"
#include "core/data/media_path.h"

#include <string>
#include <unordered_map>
#include <vector>

namespace lorikeet {

struct FolderContents {
    std::vector<FoundFile> pictures;   ///< In no order.
    std::unordered_map<std::string, FoundFile::Kind> texts; ///< .txt and .caption files by their paths from the folder: perhaps captions.
    std::vector<std::string> metadata; ///< metadata.csv, .jsonl and the like at any depth, and COCO's annotations/captions_….json; sorted.
    std::vector<std::string> others;   ///< Other data files below the folder, sorted; none where there are many, as beside each picture.
    std::vector<Issue> notRead;        ///< Links in their places that lead out (dataset.outside).
    std::vector<Issue> notSeen;        ///< Of walkFolder().
};
/// One walk through a folder, for all that is asked of it.
FolderContents lookInto(const std::string& folder, const ImportOptions& options);

struct DataFiles {
    std::vector<std::string> paths; ///< Absolute, sorted.
    std::vector<Issue> notRead;     ///< Links that lead out of the media folders (dataset.outside).
};
/// The data files directly in a folder, by name. @throws Error when it can't be listed.
DataFiles dataFilesIn(const std::string& folder, const MediaPaths& media, bool takesText = false);

} // namespace lorikeet
