#include "core/text/utf8.h"

#include <unicode/uchar.h>

#include <cstdint>

namespace lorikeet {

char32_t nextCodePoint(std::string_view text, size_t& position)
{
    const auto byte = [&](size_t i) { return static_cast<char32_t>(static_cast<unsigned char>(text[i])); };
    const char32_t first = byte(position++);
    if (first < 0x80)
        return first;
    if (first < 0xE0)
        return (first & 0x1F) << 6 | (byte(position++) & 0x3F);
    if (first < 0xF0) {
        const char32_t c = (first & 0x0F) << 12 | (byte(position) & 0x3F) << 6 | (byte(position + 1) & 0x3F);
        position += 2;
        return c;
    }
    const char32_t c = (first & 0x07) << 18 | (byte(position) & 0x3F) << 12 | (byte(position + 1) & 0x3F) << 6 | (byte(position + 2) & 0x3F);
    position += 3;
    return c;
}

char32_t previousCodePoint(std::string_view text, size_t& position)
{
    do
        --position;
    while ((static_cast<unsigned char>(text[position]) & 0xC0) == 0x80);
    size_t start = position;
    return nextCodePoint(text, start);
}

void appendUtf8(std::string& text, char32_t c)
{
    const auto add = [&](char32_t byte) { text += static_cast<char>(static_cast<unsigned char>(byte)); };
    if (c < 0x80) {
        add(c);
    } else if (c < 0x800) {
        add(0xC0 | c >> 6);
        add(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        add(0xE0 | c >> 12);
        add(0x80 | (c >> 6 & 0x3F));
        add(0x80 | (c & 0x3F));
    } else {
        add(0xF0 | c >> 18);
        add(0x80 | (c >> 12 & 0x3F));
        add(0x80 | (c >> 6 & 0x3F));
        add(0x80 | (c & 0x3F));
    }
}

namespace {

/// Length of the valid sequence at `i`, or minus the length of its longest valid beginning (at least one byte).
int sequenceLength(std::string_view bytes, size_t i)
{
    const auto byte = [&](size_t k) -> unsigned { return k < bytes.size() ? static_cast<unsigned char>(bytes[k]) : 0U; };
    const unsigned first = byte(i);
    if (first < 0x80)
        return 1;
    int length = 0;
    unsigned low = 0x80, high = 0xBF; // allowed range of the second byte
    if (first >= 0xC2 && first <= 0xDF)
        length = 2;
    else if (first >= 0xE0 && first <= 0xEF)
        length = 3;
    else if (first >= 0xF0 && first <= 0xF4)
        length = 4;
    else
        return -1;
    if (first == 0xE0)
        low = 0xA0;
    else if (first == 0xED)
        high = 0x9F;
    else if (first == 0xF0)
        low = 0x90;
    else if (first == 0xF4)
        high = 0x8F;
    for (int k = 1; k < length; ++k) {
        const unsigned next = byte(i + static_cast<size_t>(k));
        if (next < low || next > high)
            return -k;
        low = 0x80;
        high = 0xBF;
    }
    return length;
}

} // namespace

std::string replaceInvalidUtf8(std::string_view bytes)
{
    std::string text;
    text.reserve(bytes.size());
    for (size_t i = 0; i < bytes.size();) {
        const int length = sequenceLength(bytes, i);
        if (length > 0) {
            text.append(bytes.substr(i, static_cast<size_t>(length)));
            i += static_cast<size_t>(length);
        } else {
            text += "\xEF\xBF\xBD";
            i += static_cast<size_t>(-length);
        }
    }
    return text;
}

bool isWhiteSpace(char32_t c)
{
    return u_isUWhiteSpace(static_cast<UChar32>(c)) != 0;
}

bool isNumeric(char32_t c)
{
    return (U_GET_GC_MASK(static_cast<UChar32>(c)) & U_GC_N_MASK) != 0;
}

bool isWordChar(char32_t c)
{
    const auto code = static_cast<UChar32>(c);
    return u_isUAlphabetic(code) != 0 || (U_GET_GC_MASK(code) & (U_GC_M_MASK | U_GC_ND_MASK | U_GC_PC_MASK)) != 0 || c == 0x200C || c == 0x200D;
}

bool isPunctuation(char32_t c)
{
    if (c < 0x80)
        return (c >= 33 && c <= 47) || (c >= 58 && c <= 64) || (c >= 91 && c <= 96) || (c >= 123 && c <= 126);
    return (U_GET_GC_MASK(static_cast<UChar32>(c)) & U_GC_P_MASK) != 0;
}

} // namespace lorikeet
