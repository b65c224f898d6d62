#include "core/data/formats/captions.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/strings.h"
#include "core/data/encodings.h"
#include "core/data/formats/folder_walk.h"
#include "core/data/parallel.h"

#include <algorithm>
#include <iterator>
#include <unordered_map>

namespace lorikeet {
namespace fs = std::filesystem;
namespace {

constexpr uint64_t kMaxCaptionBytes = 1 << 20;

/// `picture.jpg.txt`, which can mean no other picture, else `picture.txt`, else `picture.caption`; null where there is none.
const std::pair<const std::string, FoundFile::Kind>* captionFileOf(const std::string& picture, const FolderContents& contents)
{
    const std::string stem = picture.substr(0, picture.rfind('.'));
    for (const std::string& name : {picture + ".txt", stem + ".txt", stem + ".TXT", stem + ".caption"})
        if (const auto found = contents.texts.find(name); found != contents.texts.end())
            return &*found;
    return nullptr;
}

/// The caption, or "" and an issue.
std::string readCaption(const std::string& file, const std::string& encoding, std::vector<Issue>& issues)
{
    const auto report = [&](const char* rule, const Text& message, const Text& fix) { issues.push_back({Severity::Fatal, rule, file, -1, message, fix}); };
    try {
        const std::string bytes = readFile(file, kMaxCaptionBytes);
        const auto text = toUtf8Text(bytes, encoding);
        if (text)
            return trim(*text);
        report("text.encoding", encodingMessage("Caption file " + file, bytes), encodingHint());
    } catch (const Error& error) {
        report("text.file", error.message(), error.hint());
    }
    return "";
}

/// Why a picture is not taken in; nullopt = it is.
std::optional<Issue> refusal(const FoundFile& picture, const std::string& folder)
{
    const std::string path = folder + "/" + picture.relative;
    if (!isValidUtf8(picture.relative))
        return Issue{Severity::Fatal, "image.path", folder, -1, Text(LK_TEXT("The picture \"%1\" has a name that is not UTF-8."), shownName(picture.relative)),
            LK_TEXT("Rename the file, or leave it out.")};
    if (picture.kind == FoundFile::Kind::Other)
        return Issue{Severity::Fatal, "image.path", path, -1, Text(LK_TEXT("%1 is named like a picture, but it is no file."), path), LK_TEXT("Remove it from the folder.")};
    if (picture.kind == FoundFile::Kind::LinkOutside)
        return Issue{Severity::Fatal, "image.outside", path, -1, Text(LK_TEXT("The picture %1 is a link that leads out of the data folder; it is not opened."), path),
            LK_TEXT("Copy the picture into the folder, or allow the folder that it lies in.")};
    return std::nullopt;
}

Sample sampleOf(const std::string& folder, const std::string& datasetName, const std::string& relative, size_t row)
{
    Sample sample;
    sample.dataset = datasetName;
    sample.row = static_cast<int>(row);
    sample.images = {folder + "/" + relative};
    sample.imagesAsWritten = {relative};
    sample.id = relative;
    sample.messages.resize(2);
    sample.messages[0].content = kCaptionPrompt;
    sample.messages[1].role = Role::Assistant;
    return sample;
}

} // namespace

bool holdsPictures(const std::string& folder)
{
    bool isFound = false;
    walkFolder(folder, {}, [&](const FoundFile& file) {
        isFound = isPictureName(file.relative);
        return !isFound;
    });
    return isFound;
}

bool hasCaptions(const FolderContents& contents)
{
    return std::any_of(contents.pictures.begin(), contents.pictures.end(), [&](const FoundFile& picture) { return captionFileOf(picture.relative, contents) != nullptr; });
}

Dataset readCaptionFolder(const std::string& folder, FolderContents contents, const ImportOptions& options, size_t firstCaptions)
{
    const std::string name = toUtf8(toPath(folder).filename());
    std::sort(contents.pictures.begin(), contents.pictures.end(), [](const FoundFile& a, const FoundFile& b) { return a.relative < b.relative; });
    Dataset result;
    result.issues = std::move(contents.notSeen);
    PendingCaptions pending{0, options.encoding, {}, 0};
    result.samples.reserve(contents.pictures.size());
    pending.files.reserve(contents.pictures.size());
    for (const FoundFile& picture : contents.pictures) {
        if (auto issue = refusal(picture, folder)) {
            result.issues.push_back(std::move(*issue));
            continue;
        }
        Sample sample = sampleOf(folder, name, picture.relative, result.samples.size());
        const auto* caption = captionFileOf(picture.relative, contents);
        const bool isReadable = caption != nullptr && (caption->second == FoundFile::Kind::File || caption->second == FoundFile::Kind::LinkInside);
        sample.file = caption != nullptr ? folder + "/" + caption->first : sample.images.front();
        if (caption != nullptr && !isReadable)
            result.issues.push_back({Severity::Fatal, "text.outside", sample.file, sample.row,
                Text(LK_TEXT("The caption %1 is no file, or a link that leads out of the data folder; it is not opened."), sample.file),
                LK_TEXT("Copy the text into the folder."), result.samples.size()});
        pending.files.push_back(isReadable ? sample.file : "");
        result.samples.push_back(std::move(sample));
    }
    result.pending.push_back(std::move(pending));
    DatasetSource source;
    source.path = folder;
    source.format = "captions";
    result.sources.push_back(std::move(source));
    if (firstCaptions >= result.samples.size()) {
        readPendingCaptions(result);
        return result;
    }
    CaptionBatch first = readCaptions(result.pending.front(), 0, firstCaptions);
    applyCaptions(result.samples, first);
    std::move(first.issues.begin(), first.issues.end(), std::back_inserter(result.issues));
    PendingCaptions& rest = result.pending.front();
    rest.begin += firstCaptions;
    rest.firstRow += firstCaptions;
    rest.files.erase(rest.files.begin(), rest.files.begin() + static_cast<std::ptrdiff_t>(firstCaptions));
    return result;
}

CaptionBatch readCaptions(const PendingCaptions& pending, size_t from, size_t count)
{
    CaptionBatch batch;
    batch.begin = pending.begin + from;
    batch.captions.resize(count);
    std::vector<std::vector<Issue>> issues(count);
    parallelFor(count, 256, [&](size_t begin, size_t end) {
        for (size_t i = begin; i < end; ++i)
            if (const std::string& file = pending.files[from + i]; !file.empty())
                batch.captions[i] = readCaption(file, pending.encoding, issues[i]);
    });
    for (size_t i = 0; i < count; ++i) {
        for (Issue& issue : issues[i]) {
            issue.sample = batch.begin + i;
            issue.row = static_cast<int>(pending.firstRow + from + i);
            batch.issues.push_back(std::move(issue));
        }
    }
    return batch;
}

void applyCaptions(std::vector<Sample>& samples, const CaptionBatch& batch)
{
    for (size_t i = 0; i < batch.captions.size(); ++i)
        samples[batch.begin + i].messages.back().content = batch.captions[i];
}

void readPendingCaptions(Dataset& dataset)
{
    for (const PendingCaptions& pending : dataset.pending) {
        CaptionBatch batch = readCaptions(pending, 0, pending.files.size());
        applyCaptions(dataset.samples, batch);
        std::move(batch.issues.begin(), batch.issues.end(), std::back_inserter(dataset.issues));
    }
    dataset.pending.clear();
}

} // namespace lorikeet
