#pragma once
/// @file Code points of UTF-8 text, and the few character classes that tokenizers ask for.

#include <cstddef>
#include <string>
#include <string_view>

namespace lorikeet {

/// The code point at `position`, which moves behind it. The text must be valid UTF-8.
char32_t nextCodePoint(std::string_view text, size_t& position);
/// The code point that ends at `position`, which moves in front of it. The text must be valid UTF-8.
char32_t previousCodePoint(std::string_view text, size_t& position);
void appendUtf8(std::string& text, char32_t codePoint);
/// A copy in which each broken sequence is one U+FFFD (its longest valid beginning counts as one).
std::string replaceInvalidUtf8(std::string_view bytes);

bool isWhiteSpace(char32_t c);  ///< Unicode White_Space.
bool isNumeric(char32_t c);     ///< Nd, Nl, No.
bool isWordChar(char32_t c);    ///< \w: letters, marks, decimal digits, connectors, joiners.
bool isPunctuation(char32_t c); ///< ASCII punctuation and symbols, and Unicode P*.

} // namespace lorikeet
