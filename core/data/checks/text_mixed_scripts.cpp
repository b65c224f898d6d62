#include "core/data/doctor/check.h"

#include "core/base/strings.h"
#include "core/text/utf8.h"

#include <map>

#include <unicode/uscript.h>

namespace lorikeet {
namespace {

constexpr size_t kFewest = 20;
constexpr double kMain = 0.9;     ///< Share of the script that the others are in.
constexpr double kMinority = 0.05; ///< Share of all other scripts together, above which they are wanted.
constexpr int kLetters = 3;       ///< Fewer tell nothing.

/// Chinese characters and both kana are one: Japanese mixes them.
UScriptCode plainScript(UScriptCode script)
{
    return script == USCRIPT_HIRAGANA || script == USCRIPT_KATAKANA || script == USCRIPT_BOPOMOFO ? USCRIPT_HAN : script;
}

/// The script of most letters; USCRIPT_UNKNOWN where there are hardly any.
UScriptCode scriptOf(const std::string& text)
{
    if (!isValidUtf8(text))
        return USCRIPT_UNKNOWN;
    std::map<UScriptCode, int> counts;
    for (size_t at = 0; at < text.size();) {
        const char32_t c = nextCodePoint(text, at);
        UErrorCode error = U_ZERO_ERROR;
        const UScriptCode script = c < 0x80 ? ((c | 0x20) >= 'a' && (c | 0x20) <= 'z' ? USCRIPT_LATIN : USCRIPT_COMMON) : uscript_getScript(static_cast<UChar32>(c), &error);
        if (U_SUCCESS(error) && script != USCRIPT_COMMON && script != USCRIPT_INHERITED && script != USCRIPT_UNKNOWN)
            ++counts[plainScript(script)];
    }
    const auto most = std::max_element(counts.begin(), counts.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    return most == counts.end() || most->second < kLetters ? USCRIPT_UNKNOWN : most->first;
}

void checkDataset(const DataCheck& check, const std::map<UScriptCode, std::vector<size_t>>& byScript)
{
    size_t all = 0;
    for (const auto& [script, samples] : byScript)
        all += samples.size();
    const auto main = std::max_element(byScript.begin(), byScript.end(), [](const auto& a, const auto& b) { return a.second.size() < b.second.size(); });
    if (all < kFewest || static_cast<double>(main->second.size()) < kMain * static_cast<double>(all)
        || static_cast<double>(all - main->second.size()) > kMinority * static_cast<double>(all))
        return;
    for (const auto& [script, samples] : byScript)
        for (const size_t sample : samples)
            if (script != main->first)
                check.report(sample, Text(LK_TEXT("Example %1: its answer is written in %2 letters, nearly all others in %3."), check.samples[sample].row + 1,
                                         uscript_getName(script), uscript_getName(main->first)),
                    LK_TEXT("Translate it, or leave the example out."));
}

void check(const DataCheck& check)
{
    std::map<std::string, std::map<UScriptCode, std::vector<size_t>>> byDataset;
    for (const size_t sample : check.looked)
        if (const Message* answer = answerOf(check.samples[sample]))
            if (const UScriptCode script = scriptOf(answer->content); script != USCRIPT_UNKNOWN)
                byDataset[check.samples[sample].dataset][script].push_back(sample);
    for (const auto& [dataset, byScript] : byDataset)
        checkDataset(check, byScript);
}

} // namespace

Rule textMixedScriptsRule()
{
    return {
        .id = "text.mixed_scripts",
        .severity = Severity::Warning,
        .one = LK_TEXT("1 answer is in another script than the others."),
        .many = LK_TEXT("%1 answers are in another script than the others."),
        .body = LK_TEXT("A few answers in another language are often left over from another dataset."),
        .fixes = {FixKind::WriteCaptions, FixKind::Exclude, FixKind::Ignore},
        .checkData = check,
    };
}

} // namespace lorikeet
