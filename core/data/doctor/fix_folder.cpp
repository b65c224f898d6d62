#include "core/data/doctor/fix_parts.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/strings.h"

#include <algorithm>

namespace lorikeet {
namespace {

namespace fs = std::filesystem;

bool exists(const std::string& path)
{
    std::error_code error;
    return path.find('\0') == std::string::npos && fs::exists(toPath(path), error);
}

std::string nameOf(const std::string& path)
{
    return toLowerAscii(path.substr(path.find_last_of("/\\") + 1));
}

/// Bytes that the ends of two paths share, whole names only.
size_t commonTail(const std::string& a, const std::string& b)
{
    size_t count = 0;
    size_t whole = 0;
    while (count < a.size() && count < b.size()) {
        const char x = a[a.size() - 1 - count];
        const char y = b[b.size() - 1 - count];
        const bool isSlash = (x == '/' || x == '\\') && (y == '/' || y == '\\');
        if (!isSlash && x != y)
            break;
        ++count;
        if (isSlash)
            whole = count;
    }
    return whole;
}

} // namespace

FolderIndex::FolderIndex(const std::string& folder)
{
    std::error_code error;
    fs::recursive_directory_iterator entry(toPath(folder), fs::directory_options::skip_permission_denied, error);
    if (error)
        throw Error(Text(LK_TEXT("The folder %1 can't be read."), folder), LK_TEXT("Choose a folder that is there and may be opened."), ExitCode::Io);
    for (; entry != fs::recursive_directory_iterator(); entry.increment(error)) {
        if (error)
            break;
        std::error_code unknown;
        if (entry->is_regular_file(unknown)) {
            const std::string path = toUtf8(fs::absolute(entry->path(), unknown).lexically_normal());
            byName_.emplace(nameOf(path), path);
        }
    }
}

std::string FolderIndex::find(const std::string& oldPath) const
{
    const auto [begin, end] = byName_.equal_range(nameOf(oldPath));
    std::string best;
    size_t bestTail = 0;
    bool isTie = false;
    for (auto candidate = begin; candidate != end; ++candidate) {
        const size_t tail = commonTail(candidate->second, oldPath);
        if (best.empty() || tail > bestTail) {
            best = candidate->second;
            bestTail = tail;
            isTie = false;
        } else if (tail == bestTail) {
            isTie = true;
        }
    }
    return isTie ? std::string() : best;
}

void FolderIndex::relocate(SampleContent& content) const
{
    for (size_t i = 0; i < content.images.size(); ++i) {
        if (exists(content.images[i]))
            continue;
        const std::string path = find(content.images[i]);
        if (path.empty())
            continue;
        content.images[i] = path;
        if (i < content.imagesAsWritten.size())
            content.imagesAsWritten[i] = path;
    }
}

} // namespace lorikeet
