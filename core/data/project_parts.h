#pragma once
/// @file What the files of Project share.

#include "core/base/file.h"
#include "core/data/dataset.h"
#include "core/data/project_file.h"

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

namespace lorikeet {

inline constexpr size_t kNoSample = static_cast<size_t>(-1);

inline std::string absolutePath(const std::string& path)
{
    return toUtf8(std::filesystem::absolute(toPath(path)).lexically_normal());
}

inline std::string below(const std::string& folder, const char* name)
{
    return toUtf8(toPath(folder) / name);
}

inline const ProjectDataset* findReference(const std::vector<ProjectDataset>& datasets, const std::string& name)
{
    const auto found = std::find_if(datasets.begin(), datasets.end(), [&](const ProjectDataset& dataset) { return dataset.name == name; });
    return found == datasets.end() ? nullptr : &*found;
}

/// Ids of a dataset by reference carry its name, so that two folders with an `a.jpg` don't mix.
Dataset openReference(const ProjectDataset& reference, const std::vector<std::string>& mediaFolders, size_t firstCaptions);

} // namespace lorikeet
