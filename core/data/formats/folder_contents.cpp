#include "core/data/formats/folder_contents.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/strings.h"
#include "core/data/formats/data_file.h"
#include "core/data/formats/folder_walk.h"

#include <algorithm>
#include <filesystem>

namespace lorikeet {
namespace fs = std::filesystem;

FolderContents lookInto(const std::string& folder, const ImportOptions& options)
{
    FolderContents contents;
    contents.notSeen = walkFolder(folder, options, [&](const FoundFile& file) {
        contents.hasPictures |= isPictureName(file.relative);
        const std::string name = toLowerAscii(file.relative.substr(file.relative.rfind('/') + 1));
        const bool isMetadata = name == "metadata.csv" || name == "metadata.jsonl" || name == "metadata.tsv";
        const bool isCoco = file.relative.starts_with("annotations/captions") && name.ends_with(".json");
        if ((isMetadata || isCoco) && file.kind == FoundFile::Kind::File)
            contents.metadata.push_back(folder + "/" + file.relative);
        return true;
    });
    std::sort(contents.metadata.begin(), contents.metadata.end());
    return contents;
}

std::vector<std::string> dataFilesIn(const std::string& folder, bool takesText)
{
    std::vector<std::string> files;
    std::error_code error;
    fs::directory_iterator at(toPath(folder), error);
    for (; !error && at != fs::directory_iterator(); at.increment(error)) {
        const std::string path = toUtf8(at->path());
        std::error_code statError;
        if (at->is_regular_file(statError) && isValidUtf8(path) && (isDataFileName(path) || (takesText && lowerEnding(path) == ".txt")))
            files.push_back(toUtf8(fs::absolute(at->path()).lexically_normal()));
    }
    if (error)
        throw Error(Text(LK_TEXT("The folder %1 can't be listed: %2."), folder, error.message()), LK_TEXT("Check its permissions and its disk."), ExitCode::Io);
    std::sort(files.begin(), files.end());
    return files;
}

} // namespace lorikeet
