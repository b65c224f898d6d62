#pragma once
/// @file Text as searching compares it.

#include <string>
#include <string_view>

namespace lorikeet {

/// Appends the text with Unicode's simple case folding ("Ä" as "ä", "ẞ" as "ß"); control characters become spaces.
void appendFolded(std::string& to, std::string_view text);
std::string foldCase(std::string_view text);

/// How many words a text has: runs of letters and digits; each Chinese or Japanese sign counts as one.
size_t countWords(std::string_view text);
/// Code points.
size_t countCharacters(std::string_view text);
/// Compares names as people number them: "a2" before "a10". Negative, 0 or positive. Both already folded.
int compareNatural(std::string_view a, std::string_view b);

} // namespace lorikeet
