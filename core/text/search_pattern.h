#pragma once
/// @file What people search for in texts: words or a regular expression, with limits that keep a bad pattern from hanging.

#include "core/text/regex.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace lorikeet {

struct SearchOptions {
    bool matchesCase = false;
    bool wholeWords = false; ///< No letter, digit or _ directly before or after.
    bool isRegex = false;    ///< PCRE2's syntax; else the text as it is.
};

/// Compiled once; matching is thread-safe. Text that is not UTF-8 is searched around its broken bytes.
class SearchPattern {
public:
    /// @throws Error naming the place in the pattern where it can't be understood, or that it is empty.
    SearchPattern(const std::string& pattern, const SearchOptions& options);

    /// @throws Error when the pattern needs too many steps for this text.
    bool matches(std::string_view text) const;
    /// All matches from left to right, empty ones left out. @throws Error as matches().
    void findAll(std::string_view text, std::vector<TextRange>& found) const;
    /// Groups of the regular expression, without the whole match.
    size_t groupCount() const;

    /// What stands in for each match: text, with $0 … $9, ${12}, \1 for groups and \n, \t when the pattern is a regular expression.
    class Replacement {
    public:
        /// @throws Error naming a group that the pattern doesn't have.
        Replacement(std::string_view text, const SearchPattern& pattern);

    private:
        friend class SearchPattern;
        struct Piece {
            std::string text;
            int group = -1; ///< -1: the text.
        };
        std::vector<Piece> pieces_;
    };
    /// `result` becomes the text with every match replaced. @returns how many there were. @throws Error as matches().
    size_t replaceAll(std::string_view text, const Replacement& replacement, std::string& result) const;

private:
    int match(std::string_view text, size_t start, uint32_t options) const;
    std::shared_ptr<const void> code_; ///< pcre2_code
    std::string shown_;
    bool isRegex_ = false;
};

} // namespace lorikeet
