#include "core/data/formats/media_beside.h"

#include "core/base/file.h"
#include "core/base/strings.h"
#include "core/data/outside_folders.h"

#include <algorithm>
#include <filesystem>

namespace lorikeet {
namespace fs = std::filesystem;
namespace {

/// COCO's pictures lie in a folder named like its annotations: captions_train2017.json, train2017.
std::string cocoFolder(const std::string& file)
{
    const std::string stem = toUtf8(toPath(file).stem());
    return stem.starts_with("captions_") ? stem.substr(9) : "images";
}

/// The folders in a folder, by name; none where there are many.
std::vector<std::string> subfolders(const std::string& top)
{
    constexpr size_t kMost = 32;
    std::vector<std::string> found;
    std::error_code error;
    fs::directory_iterator at(toPath(top), error);
    for (; !error && at != fs::directory_iterator() && found.size() <= kMost; at.increment(error)) {
        std::error_code statError;
        std::string path = toUtf8(at->path());
        if (isValidUtf8(path) && at->is_directory(statError))
            found.push_back(std::move(path));
    }
    if (found.size() > kMost)
        return {};
    std::sort(found.begin(), found.end());
    return found;
}

} // namespace

MediaPaths mediaBeside(const std::string& file, const ImportOptions& options, const std::string& root)
{
    std::vector<std::string> folders{toUtf8(toPath(file).parent_path())};
    if (!root.empty() && root != folders.front())
        folders.push_back(root);
    const std::vector<std::string> tops = folders;
    std::vector<std::string> places; // Where links may lead.
    for (const auto* list : {&tops, &options.folders})
        for (const std::string& folder : *list)
            places.push_back(realPath(toPath(folder)));
    std::erase(places, "");
    const auto add = [&](const std::string& folder) {
        const std::string real = realPath(toPath(folder));
        const bool isInside = std::any_of(places.begin(), places.end(), [&](const std::string& place) { return isBelow(real, place); });
        if (isInside && std::find(folders.begin(), folders.end(), folder) == folders.end())
            folders.push_back(folder);
    };
    for (const std::string& top : tops) {
        add(toUtf8(toPath(top) / "images"));
        add(toUtf8(toPath(top) / cocoFolder(file)));
    }
    for (const std::string& top : tops)
        for (const std::string& folder : subfolders(top))
            add(folder);
    for (const std::string& allowed : options.folders) // What was allowed is also looked into.
        folders.push_back(allowed);
    return MediaPaths(std::move(folders), options.folders);
}

} // namespace lorikeet
