#include "core/data/formats/folder_walk.h"

#include "core/base/file.h"
#include "core/base/strings.h"

#include <array>

namespace lorikeet {
namespace fs = std::filesystem;
namespace {

FoundFile::Kind kindOf(const fs::directory_entry& entry, const std::string& folder)
{
    std::error_code error;
    if (entry.is_symlink(error)) {
        if (!entry.is_regular_file(error))
            return FoundFile::Kind::Other;
        return isReallyInside(toUtf8(entry.path()), folder) ? FoundFile::Kind::LinkInside : FoundFile::Kind::LinkOutside;
    }
    return entry.is_regular_file(error) ? FoundFile::Kind::File : FoundFile::Kind::Other;
}

} // namespace

void walkFolder(const std::string& folder, const std::function<bool(FoundFile)>& visit)
{
    std::error_code error;
    const size_t prefix = folder.ends_with('/') ? folder.size() : folder.size() + 1;
    fs::recursive_directory_iterator at(toPath(folder), fs::directory_options::skip_permission_denied, error);
    for (; !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
        const std::string& path = at->path().native();
        const size_t name = path.rfind('/') + 1;
        std::error_code statError;
        if (at->is_directory(statError)) {
            if (path[name] == '.')
                at.disable_recursion_pending();
        } else if (path[name] != '.' && !visit({path.substr(prefix), kindOf(*at, folder)})) {
            return;
        }
    }
}

bool isReallyInside(const std::string& path, const std::string& folder)
{
    std::error_code error;
    const fs::path real = fs::canonical(toPath(path), error);
    if (error)
        return false;
    const fs::path root = fs::canonical(toPath(folder), error);
    if (error)
        return false;
    const std::string& inner = real.native();
    const std::string& outer = root.native();
    return outer == "/" || inner == outer || (inner.starts_with(outer) && inner[outer.size()] == '/');
}

std::string lowerEnding(const std::string& path)
{
    const size_t name = path.rfind('/') == std::string::npos ? 0 : path.rfind('/') + 1;
    const size_t dot = path.rfind('.');
    return dot == std::string::npos || dot <= name ? "" : toLowerAscii(std::string_view(path).substr(dot));
}

bool isPictureName(const std::string& path)
{
    constexpr std::array<std::string_view, 8> kEndings{".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff"};
    const std::string ending = lowerEnding(path);
    return std::find(kEndings.begin(), kEndings.end(), ending) != kEndings.end();
}

} // namespace lorikeet
