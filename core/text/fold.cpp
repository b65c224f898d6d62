#include "core/text/fold.h"

#include "core/text/utf8.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

namespace lorikeet {
namespace {

/// The code point at `at`, which moves behind it; negative for bytes that are no UTF-8.
UChar32 nextOrNegative(std::string_view text, int32_t& at)
{
    const auto length = static_cast<int32_t>(text.size());
    UChar32 c = 0;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion" // inside ICU's macro
    U8_NEXT(text.data(), at, length, c);
#pragma GCC diagnostic pop
    return c;
}

bool isDigit(char c) { return c >= '0' && c <= '9'; }

/// Signs that stand for a word of their own in scripts without spaces.
bool isIdeographic(UChar32 c)
{
    return (c >= 0x3040 && c <= 0x30FF) || (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFF);
}

/// The run of digits at `at` without leading zeros; `at` moves behind it.
std::string_view takeNumber(std::string_view text, size_t& at)
{
    const size_t begin = at;
    while (at < text.size() && isDigit(text[at]))
        ++at;
    std::string_view number = text.substr(begin, at - begin);
    while (number.size() > 1 && number.front() == '0')
        number.remove_prefix(1);
    return number;
}

} // namespace

void appendFolded(std::string& to, std::string_view text)
{
    const auto length = static_cast<int32_t>(text.size());
    for (int32_t at = 0; at < length;) {
        const auto byte = static_cast<unsigned char>(text[static_cast<size_t>(at)]);
        if (byte < 0x80) {
            to += byte < 0x20 ? ' ' : byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte | 0x20) : static_cast<char>(byte);
            ++at;
            continue;
        }
        const UChar32 c = nextOrNegative(text, at);
        appendUtf8(to, c < 0 ? U'\uFFFD' : static_cast<char32_t>(u_foldCase(c, U_FOLD_CASE_DEFAULT)));
    }
}

std::string foldCase(std::string_view text)
{
    std::string result;
    result.reserve(text.size());
    appendFolded(result, text);
    return result;
}

size_t countWords(std::string_view text)
{
    size_t words = 0;
    bool isInside = false;
    const auto length = static_cast<int32_t>(text.size());
    for (int32_t at = 0; at < length;) {
        const UChar32 c = nextOrNegative(text, at);
        if (c > 0 && isIdeographic(c)) {
            ++words;
            isInside = false;
            continue;
        }
        const bool isPart = c > 0 && (c < 0x80 ? isalnum(c) != 0 : isWordChar(static_cast<char32_t>(c)));
        const bool joins = isInside && (c == '\'' || c == '-' || c == 0x2019);
        if (isPart && !isInside)
            ++words;
        isInside = isPart || joins;
    }
    return words;
}

size_t countCharacters(std::string_view text)
{
    size_t count = 0;
    for (const char c : text)
        count += (static_cast<unsigned char>(c) & 0xC0) != 0x80 ? 1 : 0;
    return count;
}

int compareNatural(std::string_view a, std::string_view b)
{
    size_t i = 0;
    size_t j = 0;
    while (i < a.size() && j < b.size()) {
        if (isDigit(a[i]) && isDigit(b[j])) {
            const std::string_view left = takeNumber(a, i);
            const std::string_view right = takeNumber(b, j);
            if (left.size() != right.size())
                return left.size() < right.size() ? -1 : 1;
            if (const int order = left.compare(right); order != 0)
                return order;
            continue;
        }
        if (a[i] != b[j])
            return static_cast<unsigned char>(a[i]) < static_cast<unsigned char>(b[j]) ? -1 : 1;
        ++i;
        ++j;
    }
    const size_t leftOver = a.size() - i;
    const size_t rightOver = b.size() - j;
    if (leftOver != rightOver)
        return leftOver < rightOver ? -1 : 1;
    return a.compare(b); // "a01" and "a1" are not the same name.
}

} // namespace lorikeet
