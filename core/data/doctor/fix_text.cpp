#include "core/data/doctor/fix_parts.h"

#include "core/base/strings.h"
#include "core/text/utf8.h"

#include <array>

namespace lorikeet {
namespace {

/// What Windows-1252 has at 0x80 … 0x9F; 0 = nothing (Latin-1's control character then).
constexpr std::array<char32_t, 32> kWindows1252{0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,
    0x017D, 0, 0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178};

/// The byte that a character was made of; -1 where it wasn't made of one.
int byteOf(char32_t c)
{
    if (c < 0x100)
        return static_cast<int>(c);
    for (size_t i = 0; i < kWindows1252.size(); ++i)
        if (kWindows1252[i] == c)
            return static_cast<int>(0x80 + i);
    return -1;
}

/// Length of a UTF-8 sequence by its first byte; 0 where it can't be one of more than one byte.
size_t sequenceLength(int lead)
{
    return lead >= 0xC2 && lead <= 0xDF ? 2 : lead >= 0xE0 && lead <= 0xEF ? 3 : lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
}

/// One character that was taken apart, from `position` on; moves behind it. "" where there is none.
std::string joinedAt(std::string_view text, size_t& position)
{
    size_t at = position;
    const int lead = byteOf(nextCodePoint(text, at));
    const size_t length = lead < 0 ? 0 : sequenceLength(lead);
    if (length == 0)
        return {};
    std::string bytes(1, static_cast<char>(lead));
    while (bytes.size() < length && at < text.size()) {
        const int byte = byteOf(nextCodePoint(text, at));
        if (byte < 0x80 || byte > 0xBF)
            return {};
        bytes.push_back(static_cast<char>(byte));
    }
    if (bytes.size() != length || !isValidUtf8(bytes))
        return {};
    position = at;
    return bytes;
}

} // namespace

std::string repairMojibake(const std::string& text)
{
    if (!isValidUtf8(text))
        return text;
    std::string result;
    size_t evidence = 0;
    size_t at = 0;
    while (at < text.size()) {
        if (static_cast<unsigned char>(text[at]) < 0x80) {
            result.push_back(text[at++]);
            continue;
        }
        const size_t before = at;
        const std::string joined = joinedAt(text, at);
        if (!joined.empty()) {
            result += joined;
            // Three characters in a row may be a French quotation's end; "Ã©" and "â€œ" are nothing else.
            evidence += joined.size() == 2 || joined.starts_with("\xE2\x80") ? 2 : 1;
            continue;
        }
        nextCodePoint(text, at);
        result.append(text, before, at - before);
    }
    return evidence >= 2 ? result : text;
}

bool looksLikeMojibake(const std::string& text)
{
    // "Ã" and "Â", "â€", "å" … before a byte of 0x80 to 0xBF: two such places by chance are rare in any language.
    if (text.find('\xC3') == std::string::npos && text.find('\xC2') == std::string::npos)
        return false;
    return repairMojibake(text) != text;
}

std::string cleanText(const std::string& text)
{
    std::string result;
    result.reserve(text.size());
    for (size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte == '\r') {
            result.push_back('\n');
            if (i + 1 < text.size() && text[i + 1] == '\n')
                ++i;
        } else if (byte >= 0x20 ? byte != 0x7F : byte == '\n' || byte == '\t') {
            result.push_back(text[i]);
        }
    }
    return trim(result);
}

} // namespace lorikeet
