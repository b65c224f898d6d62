#pragma once
/// @file Small helpers for UTF-8 text.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lorikeet {

/// Without ASCII white space at both ends.
std::string trim(std::string_view text);
bool isAscii(std::string_view text);
/// The pieces between separators; always at least one (perhaps empty) piece.
std::vector<std::string> split(std::string_view text, char separator);
/// The pieces with `separator` between them.
std::string join(const std::vector<std::string>& pieces, std::string_view separator);
/// A-Z as a-z; other bytes stay.
std::string toLowerAscii(std::string_view text);

/// Byte offset of the first byte that is not UTF-8 (overlong forms and surrogates count as such); nullopt = all is well.
std::optional<size_t> findInvalidUtf8(std::string_view text);
inline bool isValidUtf8(std::string_view text) { return !findInvalidUtf8(text); }
/// 1-based line that holds this byte.
size_t lineOfByte(std::string_view text, size_t offset);

/// Damerau-Levenshtein distance of bytes (a swap of neighbours counts once).
size_t editDistance(std::string_view a, std::string_view b);
/// The candidate most like `word`, where one is near enough to be what was meant (at most a third of the longer word differs).
std::optional<std::string> nearestWord(std::string_view word, const std::vector<std::string>& candidates);

} // namespace lorikeet
