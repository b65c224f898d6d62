#include "core/data/formats/folder_contents.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/strings.h"
#include "core/data/formats/data_file.h"

#include <algorithm>
#include <filesystem>

namespace lorikeet {
namespace fs = std::filesystem;

namespace {

constexpr size_t kMostOthers = 16;

Issue outsideIssue(const std::string& file)
{
    std::error_code error;
    const std::string target = shownName(toUtf8(fs::canonical(toPath(file), error)));
    const std::string folder = toUtf8(toPath(target).parent_path());
    return {Severity::Fatal, "dataset.outside", shownName(file), -1,
        Text(LK_TEXT("%1 is a link that leads out of the data folder, to %2 in %3; it is not read."), shownName(file), toUtf8(toPath(target).filename()), folder),
        Text(LK_TEXT("Copy the file into the data folder, or allow its folder: in the window with \"Allow this folder\", in a YAML with media_folders: [\"%1\"]."), folder)};
}

} // namespace

FolderContents lookInto(const std::string& folder, const ImportOptions& options)
{
    FolderContents contents;
    contents.notSeen = walkFolder(folder, options, [&](FoundFile file) {
        const std::string ending = lowerEnding(file.relative);
        if (ending == ".txt" || ending == ".caption") {
            contents.texts.emplace(std::move(file.relative), file.kind);
            return true;
        }
        if (isPictureName(file.relative)) {
            contents.pictures.push_back(std::move(file));
            return true;
        }
        const std::string name = toLowerAscii(file.relative.substr(file.relative.rfind('/') + 1));
        const bool isMetadata = name == "metadata.csv" || name == "metadata.jsonl" || name == "metadata.tsv";
        const bool isCoco = file.relative.starts_with("annotations/captions") && name.ends_with(".json");
        const bool isAtTop = file.relative.find('/') == std::string::npos; // Those are dataFilesIn()'s.
        const bool isReadable = file.kind == FoundFile::Kind::File || file.kind == FoundFile::Kind::LinkInside;
        if ((isMetadata || isCoco) && isReadable)
            contents.metadata.push_back(folder + "/" + file.relative);
        else if ((isMetadata || isCoco) && file.kind == FoundFile::Kind::LinkOutside && !isAtTop)
            contents.notRead.push_back(outsideIssue(folder + "/" + file.relative));
        else if (isReadable && !isAtTop && isDataFileName(file.relative) && isValidUtf8(file.relative) && contents.others.size() <= kMostOthers)
            contents.others.push_back(folder + "/" + file.relative);
        return true;
    });
    std::sort(contents.metadata.begin(), contents.metadata.end());
    std::sort(contents.others.begin(), contents.others.end());
    if (contents.others.size() > kMostOthers)
        contents.others.clear();
    return contents;
}

DataFiles dataFilesIn(const std::string& folder, const MediaPaths& media, bool takesText)
{
    DataFiles files;
    std::error_code error;
    fs::directory_iterator at(toPath(folder), error);
    for (; !error && at != fs::directory_iterator(); at.increment(error)) {
        const std::string path = toUtf8(at->path());
        std::error_code statError;
        if (!at->is_regular_file(statError) || !isValidUtf8(path) || !(isDataFileName(path) || (takesText && lowerEnding(path) == ".txt")))
            continue;
        const std::string file = toUtf8(fs::absolute(at->path()).lexically_normal());
        if (at->is_symlink(statError) && media.resolve(file).place == MediaPaths::Place::Outside)
            files.notRead.push_back(outsideIssue(file));
        else
            files.paths.push_back(file);
    }
    if (error)
        throw Error(Text(LK_TEXT("The folder %1 can't be listed: %2."), folder, error.message()), LK_TEXT("Check its permissions and its disk."), ExitCode::Io);
    std::sort(files.paths.begin(), files.paths.end());
    return files;
}

} // namespace lorikeet
