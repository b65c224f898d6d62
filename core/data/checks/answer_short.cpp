#include "core/data/doctor/check.h"

#include "core/data/doctor/row_text.h"

#include <map>

namespace lorikeet {
namespace {

constexpr size_t kUsual = 40;  ///< Bytes: where answers are words, short ones are no fault.
constexpr size_t kShare = 8;   ///< Shorter than the median by so much.
constexpr size_t kFewest = 20; ///< Examples: fewer have no usual length.

void check(const DataCheck& check)
{
    std::map<std::string, std::vector<std::pair<size_t, size_t>>> byDataset; // length, sample
    for (const size_t sample : check.looked)
        if (const Message* answer = answerOf(check.samples[sample]); answer != nullptr && !check.samples[sample].isText)
            byDataset[check.samples[sample].dataset].emplace_back(plainText(answer->content).size(), sample);
    for (auto& [dataset, lengths] : byDataset) {
        if (lengths.size() < kFewest)
            continue;
        const auto middle = lengths.begin() + static_cast<std::ptrdiff_t>(lengths.size() / 2);
        std::nth_element(lengths.begin(), middle, lengths.end());
        const size_t median = middle->first;
        if (median < kUsual)
            continue;
        // Where many are short, both are usual (questions of two kinds).
        const auto isShort = [&](const auto& entry) { return entry.first > 0 && entry.first * kShare <= median; };
        if (static_cast<size_t>(std::count_if(lengths.begin(), lengths.end(), isShort)) * 20 > lengths.size())
            continue;
        for (const auto& [length, sample] : lengths)
            if (length > 0 && length * kShare <= median)
                check.report(sample, Text(LK_TEXT("Example %1: its answer has %2 letters; others have about %3."), check.samples[sample].row + 1, length, median),
                    LK_TEXT("Write it out, or leave the example out."));
    }
}

} // namespace

Rule answerShortRule()
{
    return {
        .id = "answer.short",
        .severity = Severity::Warning,
        .one = LK_TEXT("1 answer is much shorter than the others."),
        .many = LK_TEXT("%1 answers are much shorter than the others."),
        .body = LK_TEXT("A caption of one word beside whole sentences was often left unfinished."),
        .fixes = {FixKind::WriteCaptions, FixKind::Exclude, FixKind::Ignore},
        .checkData = check,
    };
}

} // namespace lorikeet
