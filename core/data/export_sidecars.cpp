// Captions beside pictures, and what they can't hold.
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/os.h"
#include "core/base/strings.h"
#include "core/data/export_writers.h"
#include "core/data/formats/captions.h"
#include "core/data/formats/folder_walk.h"
#include "core/data/snapshot.h"

#include <algorithm>

namespace lorikeet {
namespace {

/// A kind of thing that a text file beside a picture has no place for.
struct Loss {
    const char* sentence; ///< %1 of %2 examples, first %3.
    bool (*isIn)(const Sample&);
};

const std::vector<Loss>& losses()
{
    static const std::vector<Loss> kLosses{
        {LK_TEXT("The question stays behind in %1 of %2 examples (first: %3): a text file holds the caption alone, and each is asked for alike."),
            [](const Sample& sample) { return sample.messages.front() != Message{Role::User, kCaptionPrompt}; }},
        {LK_TEXT("The system prompt stays behind in %1 of %2 examples (first: %3)."), [](const Sample& sample) { return sample.system && !sample.system->empty(); }},
        {LK_TEXT("The tools stay behind in %1 of %2 examples (first: %3)."), [](const Sample& sample) { return !sample.tools.empty(); }},
        {LK_TEXT("White space at the ends of the caption stays behind in %1 of %2 examples (first: %3)."),
            [](const Sample& sample) { return trim(sample.messages.back().content) != sample.messages.back().content; }},
        {LK_TEXT("Tags stay behind in %1 of %2 examples (first: %3)."), [](const Sample& sample) { return !sample.tags.empty(); }},
        {LK_TEXT("The review stays behind in %1 of %2 examples (first: %3)."), [](const Sample& sample) { return sample.review != Review::None; }},
        {LK_TEXT("Who wrote the caption stays behind in %1 of %2 examples (first: %3)."), [](const Sample& sample) { return sample.provenance != Provenance{}; }},
        {LK_TEXT("That the picture is seen as it is stored stays behind in %1 of %2 examples (first: %3)."), [](const Sample& sample) { return sample.keepsStoredOrientation; }},
        {LK_TEXT("That the example always trains, or never, stays behind in %1 of %2 examples (first: %3)."),
            [](const Sample& sample) { return sample.alwaysTrains || sample.isExcluded; }},
    };
    return kLosses;
}

/// Counts what is lost of the samples that are written.
class LossCount {
public:
    void add(const Sample& sample)
    {
        for (size_t i = 0; i < losses().size(); ++i)
            if (losses()[i].isIn(sample))
                counts_[i].add(sample);
        if (!sample.columns.empty())
            columns_.add(sample);
        for (const auto& column : sample.columns)
            if (std::find(names_.begin(), names_.end(), column.first) == names_.end() && names_.size() <= kShownNames)
                names_.push_back(names_.size() == kShownNames ? "…" : column.first);
    }

    void report(ExportResult& result) const
    {
        const auto tell = [&](const char* rule, const Count& count, const Text& message) {
            if (count.samples > 0)
                result.lostColumns.push_back({Severity::Warning, rule, count.first->file, count.first->row, message, LK_TEXT("Export as LLaVA or as a table (CSV) to keep it.")});
        };
        for (size_t i = 0; i < losses().size(); ++i)
            tell("export.lost", counts_[i], Text(losses()[i].sentence, counts_[i].samples, result.samples, counts_[i].firstId()));
        tell("export.column", columns_,
            Text(LK_TEXT("Further columns (%4) stay behind in %1 of %2 examples (first: %3)."), columns_.samples, result.samples, columns_.firstId(), join(names_, ", ")));
    }

private:
    static constexpr size_t kShownNames = 8;

    struct Count {
        size_t samples = 0;
        const Sample* first = nullptr;

        void add(const Sample& sample)
        {
            first = samples++ == 0 ? &sample : first;
        }
        std::string firstId() const { return first == nullptr ? "" : first->id; }
    };

    std::vector<Count> counts_ = std::vector<Count>(losses().size());
    Count columns_;
    std::vector<std::string> names_;
};

/// Why a sample has no place beside a picture; nullopt = it has.
std::optional<Text> refusal(const Sample& sample, bool isListing)
{
    if (sample.images.size() != 1 || sample.messages.size() != 2 || answerOf(sample) == nullptr || sample.rejectedAnswer)
        return Text(LK_TEXT("A text file beside a picture holds one caption of one picture."));
    if (!isListing && !isPictureName(sample.images[0]))
        return Text(LK_TEXT("In a folder pictures are told by the ending of their names; %1 has none that is known."), sample.images[0]);
    return std::nullopt;
}

/// A name that reading the folder finds for this picture and for no other one: `a.txt`; `a.jpg.txt` where `a.png` has that, or where the picture is `b.png.jpg`.
std::string captionNameFor(const std::string& picture, std::set<std::string>& used)
{
    const std::string stem = picture.substr(0, picture.rfind('.'));
    if (!isPictureName(stem) && used.insert(stem + ".txt").second)
        return stem + ".txt";
    return freeFileName(picture, ".txt", used);
}

} // namespace

bool writeSidecarExport(ExportTask& task)
{
    const bool isListing = task.pictures.how() != ExportPictures::Copied;
    std::string listing = csvLine({"file_name", "caption", "caption_file"});
    std::set<std::string> captionNames;
    LossCount losses;
    for (const OutgoingSample& outgoing : task.samples) {
        const Sample& sample = outgoing.sample;
        if (const auto why = refusal(sample, isListing)) {
            task.result.leftOut.push_back(leftOut(outgoing, *why));
            continue;
        }
        const std::string path = task.pictures.freePath(sample.images[0], sample.imagesAsWritten.empty() ? "" : sample.imagesAsWritten[0], "");
        try {
            if (!isListing)
                task.pictures.copy(sample.images[0], path);
        } catch (const Error& error) {
            if (error.code() == ExitCode::Io)
                throw;
            task.result.leftOut.push_back(leftOut(outgoing, error.message()));
            continue;
        }
        const std::string caption = captionNameFor(path, captionNames);
        const std::string& answer = answerOf(sample)->content;
        const std::string target = task.folder + "/" + caption;
        makeFolders(toUtf8(toPath(target).parent_path()));
        os::OutputFile file(target);
        file.write(answer + "\n");
        if (isListing)
            listing.append(csvLine({task.pictures.place(sample.images[0], ""), answer, caption}));
        losses.add(sample);
        if (++task.result.samples % 64 == 0 && !task.progress(task.result.samples))
            return false;
    }
    if (isListing)
        writeFileAtomically(task.folder + "/pictures.csv", listing);
    losses.report(task.result);
    return true;
}

} // namespace lorikeet
