#include "core/data/doctor/check.h"

#include "core/data/doctor/row_text.h"

#include <set>
#include <unordered_map>

namespace lorikeet {
namespace {

constexpr size_t kWordsOfALabel = 3;
constexpr double kSharedWords = 0.3; ///< Sentences that share fewer say something else.

std::set<std::string> wordsOf(const std::string& text)
{
    std::set<std::string> words;
    std::string word;
    for (const char c : text + " ") {
        if (c == ' ' || c == '.' || c == ',' || c == ';' || c == '!' || c == '?') {
            if (!word.empty())
                words.insert(std::move(word));
            word.clear();
        } else {
            word.push_back(c);
        }
    }
    return words;
}

/// Several captions of one file are wanted (COCO has five); labels that differ, or captions of copies with hardly a word in common, are not.
bool contradict(const std::string& a, const std::string& b, bool isOneFile)
{
    const std::set<std::string> wordsA = wordsOf(a);
    const std::set<std::string> wordsB = wordsOf(b);
    if (wordsA == wordsB)
        return false;
    if (wordsA.size() <= kWordsOfALabel && wordsB.size() <= kWordsOfALabel)
        return true;
    if (isOneFile)
        return false;
    size_t shared = 0;
    for (const std::string& word : wordsA)
        shared += wordsB.count(word);
    return static_cast<double>(shared) < kSharedWords * static_cast<double>(std::min(wordsA.size(), wordsB.size()));
}

/// What is asked about which pictures; "" where there is nothing to compare.
std::string questionOf(const DataCheck& check, const Sample& sample)
{
    if (sample.images.empty() || sample.messages.size() != 2 || sample.isText)
        return {};
    std::string key;
    for (const std::string& image : sample.images) {
        const auto found = check.pictures.indexOf.find(image);
        if (found == check.pictures.indexOf.end())
            return {};
        key += std::to_string(check.groups.firstAlike.empty() ? found->second : check.groups.firstAlike[found->second]) + ",";
    }
    return key + plainText(sample.messages.front().content) + "\x1F" + sample.system.value_or(std::string());
}

void check(const DataCheck& check)
{
    std::unordered_map<std::string, size_t> firstWith;
    for (const size_t sample : check.looked) {
        const std::string question = questionOf(check, check.samples[sample]);
        if (question.empty())
            continue;
        const auto [found, isNew] = firstWith.emplace(question, sample);
        if (isNew)
            continue;
        const Sample& first = check.samples[found->second];
        const Sample& second = check.samples[sample];
        if (contradict(plainText(first.messages.back().content), plainText(second.messages.back().content), first.images == second.images))
            check.report(sample, Text(LK_TEXT("Example %1 says \"%2\" about a picture of which example %3 says \"%4\"."), second.row + 1,
                                     shortened(second.messages.back().content), first.row + 1, shortened(first.messages.back().content)),
                LK_TEXT("Keep the right one."));
    }
}

} // namespace

Rule answerContradictionRule()
{
    return {
        .id = "answer.contradiction",
        .severity = Severity::Warning,
        .one = LK_TEXT("1 example contradicts another about the same picture."),
        .many = LK_TEXT("%1 examples contradict another about the same picture."),
        .body = LK_TEXT("The same picture and question with different answers can't be learned."),
        .fixes = {FixKind::Exclude, FixKind::Ignore},
        .checkData = check,
    };
}

} // namespace lorikeet
