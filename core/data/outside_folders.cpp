#include "core/data/outside_folders.h"

#include "core/base/file.h"

#include <algorithm>
#include <filesystem>

namespace lorikeet {

bool isBelow(const std::string& path, const std::string& folder)
{
    return path == folder || (path.starts_with(folder) && (folder == "/" || path[folder.size()] == '/'));
}

std::string realPath(const std::filesystem::path& path)
{
    std::error_code error;
    const std::filesystem::path real = std::filesystem::canonical(path, error);
    return error ? std::string() : real.native();
}

std::vector<std::string> outsideFolders(const std::vector<Issue>& issues, std::string_view rule)
{
    std::vector<std::string> folders;
    for (const Issue& issue : issues) {
        if (issue.rule != rule || issue.message.args.empty())
            continue;
        // The last argument is the folder, or the picture itself where a link leads out.
        std::string folder = issue.message.args.back();
        std::error_code error;
        if (issue.message.args.size() == 1)
            folder = toUtf8(std::filesystem::weakly_canonical(toPath(folder), error).parent_path());
        const auto covers = [&](const std::string& known) { return isBelow(folder, known); };
        if (folder.empty() || folder == "/" || std::any_of(folders.begin(), folders.end(), covers))
            continue;
        std::erase_if(folders, [&](const std::string& known) { return isBelow(known, folder); });
        folders.push_back(folder);
    }
    return folders;
}

} // namespace lorikeet
