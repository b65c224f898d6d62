#include "core/data/bulk_edit.h"

#include "core/base/strings.h"
#include "core/data/parallel.h"

#include <algorithm>

namespace lorikeet {
namespace {

constexpr size_t kPiece = 512;

bool haveSameAnswers(const SampleContent& a, const SampleContent& b)
{
    size_t j = 0;
    for (const Message& message : a.messages) {
        if (message.role != Role::Assistant)
            continue;
        while (j < b.messages.size() && b.messages[j].role != Role::Assistant)
            ++j;
        if (j == b.messages.size() || b.messages[j++].content != message.content)
            return false;
    }
    return std::none_of(b.messages.begin() + static_cast<std::ptrdiff_t>(j), b.messages.end(), [](const Message& m) { return m.role == Role::Assistant; });
}

bool hasAnswer(const SampleContent& content)
{
    return std::any_of(content.messages.begin(), content.messages.end(),
        [](const Message& m) { return m.role == Role::Assistant && !trim(m.content).empty(); });
}

std::string stateOf(const SampleContent& content)
{
    std::string text = reviewName(content.review);
    text += content.isExcluded ? ", left out" : "";
    text += content.alwaysTrains ? ", always trains" : "";
    return text + (content.keepsStoredOrientation ? ", kept as stored" : "");
}

/// The first difference as two texts.
BulkPreview::Example exampleOf(size_t sample, const SampleContent& before, const SampleContent& after)
{
    if (before.messages.size() == after.messages.size())
        for (size_t i = before.messages.size(); i-- > 0;)
            if (before.messages[i].content != after.messages[i].content)
                return {sample, before.messages[i].content, after.messages[i].content};
    if (before.system != after.system)
        return {sample, before.system.value_or(""), after.system.value_or("")};
    if (before.tags != after.tags)
        return {sample, join(before.tags, ", "), join(after.tags, ", ")};
    if (before.images != after.images)
        return {sample, join(before.imagesAsWritten, ", "), join(after.imagesAsWritten, ", ")};
    return {sample, stateOf(before), stateOf(after)};
}

} // namespace

void noteAuthor(const SampleContent& before, SampleContent& after)
{
    if (before.provenance != after.provenance || haveSameAnswers(before, after))
        return;
    if (hasAnswer(before))
        after.provenance.origin = Origin::Edited;
    else
        after.provenance = {};
}

std::optional<SampleContent> changedContent(const Sample& sample, const BulkEdit& edit)
{
    if (edit.mayChange && !edit.mayChange(sample))
        return std::nullopt;
    SampleContent after = sample.content();
    edit.change(sample, after);
    if (after == sample.content())
        return std::nullopt;
    noteAuthor(sample.content(), after);
    return after;
}

BulkPreview previewBulk(const std::vector<Sample>& samples, const std::vector<size_t>& rows, const BulkEdit& edit, size_t maxExamples)
{
    struct Piece {
        size_t count = 0;
        std::vector<BulkPreview::Example> examples;
    };
    std::vector<Piece> pieces((rows.size() + kPiece - 1) / kPiece);
    parallelFor(rows.size(), kPiece, [&](size_t begin, size_t end) {
        Piece& piece = pieces[begin / kPiece];
        for (size_t i = begin; i < end; ++i) {
            const Sample& sample = samples[rows[i]];
            const auto after = changedContent(sample, edit);
            if (!after)
                continue;
            ++piece.count;
            if (piece.examples.size() < maxExamples)
                piece.examples.push_back(exampleOf(rows[i], sample.content(), *after));
        }
    });
    BulkPreview result;
    for (Piece& piece : pieces) {
        result.count += piece.count;
        for (auto& example : piece.examples)
            if (result.examples.size() < maxExamples)
                result.examples.push_back(std::move(example));
    }
    return result;
}

} // namespace lorikeet
