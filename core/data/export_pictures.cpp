#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/os.h"
#include "core/data/export_writers.h"
#include "core/data/formats/folder_walk.h"

#include <fmt/format.h>

namespace lorikeet {
namespace fs = std::filesystem;
namespace {

/// _02 … _99, _a100 … _a999, _b1000 …: sorts by number, and behind the name without one ('.' < '_').
std::string sortableNumber(size_t number)
{
    const std::string digits = fmt::format("{:02}", number);
    return digits.size() < 3 ? "_" + digits : fmt::format("_{}{}", static_cast<char>('a' + (digits.size() - 3)), digits);
}

} // namespace

std::string ExportedPictures::freePath(const std::string& picture, const std::string& asWritten, const std::string& folder)
{
    // As it was called in the data, without what leads elsewhere: drives, roots, `..`.
    std::string kept;
    std::string spelled = asWritten.empty() || asWritten.find("://") != std::string::npos ? toUtf8(toPath(picture).filename()) : asWritten;
    std::replace(spelled.begin(), spelled.end(), '\\', '/');
    if (toPath(spelled).is_absolute())
        spelled = toUtf8(toPath(picture).filename());
    for (const fs::path& part : toPath(spelled)) {
        const std::string name = toUtf8(part);
        if (name.empty() || name == "." || name == ".." || name == "/")
            continue;
        kept += (kept.empty() ? "" : "/") + (name.starts_with('.') ? "_" + name : name);
    }
    const std::string ending = lowerEnding(picture);
    if (lowerEnding(kept) != ending || kept.empty())
        kept = toUtf8(toPath(picture).filename());
    const size_t dot = kept.rfind('.') == std::string::npos ? kept.size() : kept.rfind('.');
    std::string path = folder + kept;
    for (size_t i = 2; !used_.insert(path).second; ++i)
        path = folder + kept.substr(0, dot) + sortableNumber(i) + kept.substr(dot);
    return path;
}

void ExportedPictures::copy(const std::string& picture, const std::string& relative)
{
    const std::string target = folder_ + "/" + relative;
    os::InputFile source(picture); // Names what is wrong with it: gone, no file …
    makeFolders(toUtf8(toPath(target).parent_path()));
    os::OutputFile file(target);
    std::string piece(size_t{1} << 18, '\0');
    while (const size_t taken = source.read(piece.data(), piece.size()))
        file.write(std::string_view(piece).substr(0, taken));
    // Brought to the disk by the folder's commit, all at once.
    ++copied_;
}

std::string ExportedPictures::place(const std::string& picture, const std::string& asWritten)
{
    if (how_ == ExportPictures::Absolute)
        return picture;
    if (how_ == ExportPictures::Relative)
        return toUtf8(toPath(picture).lexically_relative(toPath(finalFolder_)));
    if (const auto found = placed_.find(picture); found != placed_.end())
        return found->second;
    const std::string relative = freePath(picture, asWritten, "images/");
    copy(picture, relative);
    placed_.emplace(picture, relative);
    return relative;
}

} // namespace lorikeet
