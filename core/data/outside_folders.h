#pragma once
/// @file Which folders would have to be allowed.

#include "core/data/issue.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace lorikeet {

/// Whether a path is the folder or lies in it, as it is written.
bool isBelow(const std::string& path, const std::string& folder);
/// Where a path really lies, links followed; "" where that can't be told.
std::string realPath(const std::filesystem::path& path);
/// Folders that what a rule found (image.outside: pictures, dataset.outside: data files) lies in; the least that would be enough, never the whole disk. Follows links: not for the GUI
/// thread.
std::vector<std::string> outsideFolders(const std::vector<Issue>& issues, std::string_view rule = "image.outside");

} // namespace lorikeet
