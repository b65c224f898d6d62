#include "core/text/words.h"

#include "core/base/error.h"

#include <unicode/ubrk.h>
#include <unicode/utext.h>

#include <string>
#include <unordered_set>

namespace lorikeet {

struct WordFinder::Parts {
    UBreakIterator* breaks = nullptr;
    UText text = UTEXT_INITIALIZER;
};

WordFinder::WordFinder() : parts_(std::make_unique<Parts>())
{
    UErrorCode status = U_ZERO_ERROR;
    parts_->breaks = ubrk_open(UBRK_WORD, "", nullptr, 0, &status);
    if (U_FAILURE(status))
        throw Error(Text(LK_TEXT("Words can't be told apart: %1."), u_errorName(status)), LK_TEXT("Install ICU's data (libicu) again."));
}

WordFinder::~WordFinder()
{
    utext_close(&parts_->text);
    ubrk_close(parts_->breaks);
}

void WordFinder::forWords(std::string_view text, const std::function<void(std::string_view word)>& visit)
{
    UErrorCode status = U_ZERO_ERROR;
    utext_openUTF8(&parts_->text, text.data(), static_cast<int64_t>(text.size()), &status);
    ubrk_setUText(parts_->breaks, &parts_->text, &status);
    if (U_FAILURE(status))
        throw Error(Text(LK_TEXT("Words can't be told apart: %1."), u_errorName(status)), LK_TEXT("This is a fault of Lorikeet itself. Please report it."));
    int32_t begin = ubrk_first(parts_->breaks);
    for (int32_t end = ubrk_next(parts_->breaks); end != UBRK_DONE; begin = end, end = ubrk_next(parts_->breaks))
        if (ubrk_getRuleStatus(parts_->breaks) >= UBRK_WORD_LETTER)
            visit(text.substr(static_cast<size_t>(begin), static_cast<size_t>(end - begin)));
}

bool isStopWord(std::string_view word)
{
    static const std::unordered_set<std::string_view> kWords{"a", "an", "and", "are", "as", "at", "be", "but", "by", "for", "from", "has", "have", "he", "her",
        "his", "in", "is", "it", "its", "of", "on", "or", "she", "that", "the", "their", "them", "there", "they", "this", "to", "was", "were", "with", "which",
        "der", "die", "das", "den", "dem", "des", "ein", "eine", "einem", "einen", "einer", "eines", "und", "ist", "im", "mit", "auf", "zu", "von", "es", "le",
        "la", "les", "un", "une", "et", "est", "du", "dans", "sur", "el", "los", "las", "una", "y", "en", "con", "的", "了", "是", "在", "和", "一", "个", "有",
        "の", "に", "は", "を", "が", "で", "と", "て"};
    return kWords.contains(word);
}

} // namespace lorikeet
