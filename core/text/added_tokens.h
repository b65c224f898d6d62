#pragma once
/// @file Tokens that are cut out of a text before anything else happens to it: `<image>`, `</s>` …

#include "core/text/bpe.h"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lorikeet {

struct AddedToken {
    TokenId id = 0;
    std::string content;
    bool isSpecial = false;
    bool isNormalized = false; ///< Looked for in the normalised text.
    bool stripsLeft = false;   ///< Takes white space before it along.
    bool stripsRight = false;
    bool isSingleWord = false; ///< Not inside a word.
};

/// Finds added tokens in a text: leftmost first, then the longest.
class AddedTokenFinder {
public:
    /// @param pattern the token's content as it stands in the text that is searched.
    void add(const AddedToken& token, std::string_view pattern);
    bool empty() const { return tokens_.empty(); }
    /// Calls `text(stretch)` and `token(id)` from left to right; empty stretches are left out.
    void cut(std::string_view text, const std::function<void(std::string_view)>& onText, const std::function<void(TokenId)>& onToken) const;

private:
    struct Node {
        std::vector<std::pair<unsigned char, uint32_t>> children; ///< Sorted by byte.
        int32_t token = -1;
    };
    /// Index of the longest token that begins at `position` and its length; -1 = none.
    std::pair<int32_t, size_t> longestAt(std::string_view text, size_t position) const;

    std::vector<AddedToken> tokens_;
    std::vector<Node> nodes_{1};
    std::vector<bool> starts_ = std::vector<bool>(256, false);
};

} // namespace lorikeet
