#include "core/data/import.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/data/describe.h"
#include "core/data/encodings.h"
#include "core/data/formats/data_file.h"
#include "core/data/formats/folder_walk.h"
#include "core/data/outside_folders.h"

#include <algorithm>
#include <cstdlib>
#include <unordered_set>

namespace lorikeet {
namespace {

constexpr size_t kExamples = 3;

bool isCaptionFile(const std::string& path)
{
    const std::string ending = lowerEnding(path);
    return ending == ".txt" || ending == ".caption";
}

/// All that is not UTF-8, pooled: short captions say little each.
std::optional<EncodingQuestion> encodingQuestion(const Dataset& dataset)
{
    EncodingQuestion question;
    question.files = 0;
    for (const DatasetSource& source : dataset.sources) {
        if (source.guess.empty() || !source.encoding.empty())
            continue;
        if (question.files++ == 0)
            question.file = source.path;
        question.bytes += source.strangeText.substr(0, 4096);
    }
    constexpr size_t kPooledFiles = 64;
    for (const Issue& issue : dataset.issues) {
        if (issue.rule != "text.encoding" || question.files >= kPooledFiles || issue.row < 0 || !isCaptionFile(issue.file))
            continue;
        if (question.files++ == 0)
            question.file = issue.file;
        try {
            question.bytes += readFile(issue.file, 1 << 16);
        } catch (const Error& error) {
            question.bytes += error.message().english(); // Gone meanwhile.
        }
    }
    if (question.files == 0)
        return std::nullopt;
    question.guess = guessEncoding(question.bytes);
    return question;
}

void takeExamples(ImportPreview& preview, const std::vector<Sample>& samples)
{
    for (const bool withPicture : {true, false})
        for (size_t i = 0; i < samples.size() && preview.examples.size() < kExamples; ++i)
            if (samples[i].images.empty() != withPicture)
                preview.examples.push_back(samples[i]);
}

/// The whole disk, what the system shows as files, and the home folder (or one that holds it): far more than data, and hours of reading.
void refuseWholeDisk(const std::string& path)
{
    const auto real = [](const std::string& given) {
        std::error_code error;
        return toUtf8(std::filesystem::weakly_canonical(toPath(given), error));
    };
    const std::string folder = real(path);
    const char* home = std::getenv("HOME");
    const bool isSystem = folder == "/" || folder == "/proc" || folder == "/sys" || folder == "/dev";
    if (isSystem || (!folder.empty() && home != nullptr && isBelow(real(home), folder)))
        throw Error(Text(LK_TEXT("%1 holds far more than pictures; it is not read as data."), path), LK_TEXT("Choose the folder of the pictures themselves."));
}

/// Which file could not be read for its encoding is known only to the error: looked at once more.
std::optional<EncodingQuestion> questionOfFile(const std::string& path)
{
    std::error_code error;
    if (!std::filesystem::is_regular_file(toPath(path), error))
        return std::nullopt;
    try {
        const TextProbe probe = probeText(path);
        if (!probe.isUtf8)
            return EncodingQuestion{path, probe.guess, probe.sample, 1};
    } catch (const Error&) { // Then its encoding is not what is wrong with it; that is told already.
        return std::nullopt;
    }
    return std::nullopt;
}

} // namespace

ImportPreview previewImport(const std::string& path, const ImportOptions& options)
{
    ImportPreview preview;
    preview.path = path;
    Dataset dataset;
    try {
        options.stop.check();
        refuseWholeDisk(path);
        dataset = Dataset::openPath(path, options);
        preview.format = formatOf(dataset, path);
        preview.encoding = encodingQuestion(dataset);
    } catch (const Error& error) {
        preview.issues.push_back({Severity::Fatal, "dataset.unreadable", path, -1, error.message(), error.hint()});
        if (options.encoding.empty())
            preview.encoding = questionOfFile(path);
        return preview;
    }
    preview.samples = dataset.samples.size();
    std::unordered_set<std::string_view> pictures;
    for (const Sample& sample : dataset.samples) {
        pictures.insert(sample.images.begin(), sample.images.end());
        preview.pairs += sample.rejectedAnswer.has_value();
    }
    preview.pictures = pictures.size();
    takeExamples(preview, dataset.samples);
    for (const DatasetSource& source : dataset.sources) {
        if (!source.mapping || preview.mapping)
            continue;
        preview.columns = source.columns;
        preview.mapping = source.mapping;
    }
    preview.outsideFolders = outsideFolders(dataset.issues);
    preview.issues = std::move(dataset.issues);
    return preview;
}

std::string datasetNameFor(const std::string& path)
{
    std::filesystem::path native = toPath(path).lexically_normal();
    if (!native.has_filename())
        native = native.parent_path();
    // By the ending alone: the name is wanted while a path is typed, and the disk may be slow.
    const bool isFile = isDataFileName(path) || lowerEnding(path) == ".txt";
    std::string name = toUtf8(isFile ? native.stem() : native.filename());
    std::replace_if(name.begin(), name.end(), [](char c) { return c == '/' || c == ',' || c == '"' || static_cast<unsigned char>(c) < 0x20; }, '-');
    return name.empty() ? "data" : name;
}

} // namespace lorikeet
