#pragma once
/// @file Unicode regular expressions as tokenizer.json writes them (PCRE2 with its compiler).

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace lorikeet {

struct TextRange {
    uint32_t begin = 0;
    uint32_t end = 0;
};

/// Compiled once; matching is thread-safe.
class Regex {
public:
    /// @param origin what an error names, e.g. the tokenizer.json. @throws Error when the pattern is not valid.
    Regex(const std::string& pattern, const std::string& origin);
    /// Finds exactly `text`.
    static Regex literal(std::string_view text);

    /// All matches from left to right, empty ones left out. `text` must be valid UTF-8.
    void findAll(std::string_view text, std::vector<TextRange>& matches) const;

private:
    Regex() = default;
    std::shared_ptr<const void> code_; ///< pcre2_code; null for a literal.
    std::string literal_;
};

} // namespace lorikeet
