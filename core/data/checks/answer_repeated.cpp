#include "core/data/doctor/check.h"

#include "core/data/doctor/row_text.h"

#include <map>
#include <unordered_map>

namespace lorikeet {
namespace {

constexpr size_t kFewest = 20;      ///< Times; fewer are chance.
constexpr size_t kLong = 25;        ///< Bytes: a sentence. Words and numbers are classes, which repeat.
constexpr double kOfSentences = 0.1; ///< Of all samples of a dataset.
constexpr double kOfWords = 0.9;

void check(const DataCheck& check)
{
    std::map<std::string, std::unordered_map<std::string, std::vector<size_t>>> byDataset;
    std::map<std::string, size_t> sizes;
    for (const size_t sample : check.looked) {
        const Message* answer = answerOf(check.samples[sample]);
        if (answer == nullptr || check.samples[sample].isText)
            continue;
        std::string text = plainText(answer->content);
        if (text.empty())
            continue;
        ++sizes[check.samples[sample].dataset];
        byDataset[check.samples[sample].dataset][std::move(text)].push_back(sample);
    }
    for (const auto& [dataset, answers] : byDataset)
        for (const auto& [text, samples] : answers) {
            const double share = static_cast<double>(samples.size()) / static_cast<double>(sizes[dataset]);
            if (samples.size() < kFewest || share <= (text.size() >= kLong ? kOfSentences : kOfWords))
                continue;
            for (const size_t sample : samples)
                check.report(sample, Text(LK_TEXT("Example %1: its answer is also that of %2 other examples."), check.samples[sample].row + 1, samples.size() - 1),
                    LK_TEXT("Write answers of their own, or leave most of them out."));
        }
}

} // namespace

Rule answerRepeatedRule()
{
    return {
        .id = "answer.repeated",
        .severity = Severity::Warning,
        .one = LK_TEXT("1 example has an answer that is repeated everywhere."),
        .many = LK_TEXT("%1 examples have an answer that is repeated everywhere."),
        .body = LK_TEXT("The model would learn to say it whatever it sees."),
        .fixes = {FixKind::WriteCaptions, FixKind::Exclude, FixKind::Ignore},
        .checkData = check,
    };
}

} // namespace lorikeet
