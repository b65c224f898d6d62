#include "core/text/byte_level.h"

#include "core/text/utf8.h"

#include <array>

namespace lorikeet {
namespace {

struct Alphabet {
    std::array<std::string, 256> characters;
    std::array<int, 512> bytes{}; ///< -1 = not in the alphabet.

    Alphabet()
    {
        bytes.fill(-1);
        char32_t next = 256;
        for (unsigned byte = 0; byte < 256; ++byte) {
            const bool isVisible = (byte >= 0x21 && byte <= 0x7E) || (byte >= 0xA1 && byte <= 0xAC) || byte >= 0xAE;
            const char32_t c = isVisible ? byte : next++;
            appendUtf8(characters[byte], c);
            bytes[c] = static_cast<int>(byte);
        }
    }
};

const Alphabet& alphabet()
{
    static const Alphabet table;
    return table;
}

} // namespace

void appendByteLevel(std::string& text, std::string_view bytes)
{
    const Alphabet& table = alphabet();
    for (const char byte : bytes)
        text += table.characters[static_cast<unsigned char>(byte)];
}

std::optional<std::string> bytesOfByteLevel(std::string_view token)
{
    const Alphabet& table = alphabet();
    std::string bytes;
    for (size_t i = 0; i < token.size();) {
        const char32_t c = nextCodePoint(token, i);
        if (c >= table.bytes.size() || table.bytes[c] < 0)
            return std::nullopt;
        bytes += static_cast<char>(static_cast<unsigned char>(table.bytes[c]));
    }
    return bytes;
}

} // namespace lorikeet
