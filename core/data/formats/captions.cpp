#include "core/data/formats/captions.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/strings.h"

#include <algorithm>
#include <set>

namespace lorikeet {
namespace fs = std::filesystem;
namespace {

constexpr uint64_t kMaxCaptionBytes = 1 << 20;

bool isPictureName(const fs::path& path)
{
    static const std::set<std::string> kEndings{".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff"};
    return kEndings.contains(toLowerAscii(path.extension().string()));
}

bool isHidden(const fs::path& path)
{
    return path.filename().string().starts_with(".");
}

/// Calls visit(path) for each file below; stops early when it returns false. Hidden folders and unreadable ones are left out.
template <typename Visit>
void walk(const std::string& folder, const Visit& visit)
{
    std::error_code error;
    fs::recursive_directory_iterator at(toPath(folder), fs::directory_options::skip_permission_denied, error);
    for (; !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
        std::error_code statError;
        const bool isFolder = at->is_directory(statError);
        if (isHidden(at->path())) {
            if (isFolder)
                at.disable_recursion_pending();
        } else if (!isFolder && !visit(at->path())) {
            return;
        }
    }
}

/// `picture.txt`, else `picture.jpg.txt`; empty where there is neither.
fs::path captionFileOf(const fs::path& picture, const std::set<fs::path>& texts)
{
    fs::path same = picture;
    same.replace_extension(".txt");
    if (texts.contains(same))
        return same;
    fs::path longer = picture;
    longer += ".txt";
    return texts.contains(longer) ? longer : fs::path();
}

/// The caption, or "" and an issue.
std::string readCaption(const std::string& file, int row, std::vector<Issue>& issues)
{
    const auto report = [&](const Text& message, const Text& fix) { issues.push_back({Severity::Fatal, "text.file", file, row, message, fix}); };
    try {
        std::string text = readFile(file, kMaxCaptionBytes);
        if (text.starts_with("\xEF\xBB\xBF"))
            text.erase(0, 3);
        if (const auto bad = findInvalidUtf8(text)) {
            report(Text(LK_TEXT("Caption file %1 is not UTF-8 (byte %2)."), file, *bad), LK_TEXT("Save it as UTF-8 in a text editor, or write the caption anew."));
            return "";
        }
        return trim(text);
    } catch (const Error& error) {
        report(error.message(), error.hint());
    }
    return "";
}

Issue nameProblem(const std::string& folder, const std::string& name)
{
    std::string shown;
    for (char c : name)
        shown += static_cast<unsigned char>(c) < 0x80 ? c : '?';
    return {Severity::Fatal, "image.path", folder, -1, Text(LK_TEXT("The picture \"%1\" has a name that is not UTF-8."), shown),
        LK_TEXT("Rename the file, or leave it out.")};
}

} // namespace

bool holdsPictures(const std::string& folder)
{
    bool isFound = false;
    walk(folder, [&](const fs::path& path) {
        isFound = isPictureName(path);
        return !isFound;
    });
    return isFound;
}

Dataset readCaptionFolder(const std::string& folder)
{
    std::vector<fs::path> pictures;
    std::set<fs::path> texts;
    walk(folder, [&](const fs::path& path) {
        if (isPictureName(path))
            pictures.push_back(path);
        else if (toLowerAscii(path.extension().string()) == ".txt")
            texts.insert(path);
        return true;
    });
    std::sort(pictures.begin(), pictures.end());
    Dataset result;
    const fs::path root = toPath(folder);
    const std::string name = toUtf8(fs::absolute(root).lexically_normal().filename());
    for (const fs::path& picture : pictures) {
        const std::string path = toUtf8(fs::absolute(picture).lexically_normal());
        if (!isValidUtf8(path)) {
            result.issues.push_back(nameProblem(folder, path));
            continue;
        }
        const fs::path captionFile = captionFileOf(picture, texts);
        Sample sample;
        sample.dataset = name;
        sample.row = static_cast<int>(result.samples.size());
        sample.file = captionFile.empty() ? path : toUtf8(fs::absolute(captionFile).lexically_normal());
        sample.images = {path};
        sample.imagesAsWritten = {toUtf8(picture.lexically_relative(root))};
        sample.id = sample.imagesAsWritten.front();
        const size_t issuesBefore = result.issues.size();
        const std::string caption = captionFile.empty() ? "" : readCaption(sample.file, sample.row, result.issues);
        if (result.issues.size() > issuesBefore)
            result.issues.back().sample = result.samples.size();
        sample.messages = {{Role::User, kCaptionPrompt}, {Role::Assistant, caption}};
        result.samples.push_back(std::move(sample));
    }
    return result;
}

} // namespace lorikeet
