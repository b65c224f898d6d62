#include "core/data/doctor/check.h"

#include "core/base/strings.h"
#include "core/data/encodings.h"

#include <map>

namespace lorikeet {
namespace {

void check(const SampleCheck& check)
{
    for (size_t i = 0; i < check.sample.messages.size(); ++i)
        if (!isValidUtf8(check.sample.messages[i].content))
            check.report(Text(LK_TEXT("Example %1: the text of turn %2 is not UTF-8."), check.number(), i + 1),
                LK_TEXT("Save the data as UTF-8, or write the text anew."));
}

/// What most of those look like that were found while reading.
void addDetail(const Findings&, const std::vector<Issue>& issues, RuleFindings& group)
{
    std::map<std::string, std::vector<const Issue*>> byGuess;
    for (const size_t index : group.issues)
        if (const std::string guess = guessIn(issues[index].message); !guess.empty())
            byGuess[guess].push_back(&issues[index]);
    for (const auto& [guess, found] : byGuess) {
        if (!group.encoding.empty() && found.size() <= byGuess[group.encoding].size())
            continue;
        group.encoding = guess;
        const char* sentence = group.count == 1 ? LK_TEXT("It looks like %1. Preview: %2") : LK_TEXT("They look like %1. Preview: %2");
        group.body = Text(sentence, encodingTitle(guess), found.front()->message.args[2]);
    }
}

} // namespace

Rule textEncodingRule()
{
    return {
        .id = "text.encoding",
        .severity = Severity::Fatal,
        .one = LK_TEXT("1 text is not UTF-8."),
        .many = LK_TEXT("%1 texts are not UTF-8."),
        .body = LK_TEXT("Its letters can't be told; the data file was saved in another encoding."),
        .fixes = {FixKind::ReadAs, FixKind::ChooseEncoding, FixKind::WriteCaptions, FixKind::Exclude},
        .stage = RuleStage::BeforeTraining,
        .checkSample = check,
        .addDetail = addDetail,
    };
}

} // namespace lorikeet
