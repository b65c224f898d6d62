#pragma once
/// @file Sentencepiece's compiled normalisation rules.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lorikeet {

/// Replaces the longest beginning of a text that a rule knows.
class Charsmap {
public:
    Charsmap() = default;
    /// @param compiled the model's precompiled_charsmap; empty = no rules.
    /// @throws Error naming `file` when it is damaged.
    Charsmap(std::string compiled, const std::string& file);

    bool empty() const { return units_.empty(); }
    /// How many bytes at the beginning of `text` a rule replaces, and by what; 0 = none.
    size_t match(std::string_view text, std::string_view& replacement) const;

private:
    std::vector<uint32_t> units_; ///< A double-array trie in darts-clone's layout.
    std::string replacements_;    ///< Each ended by a zero byte.
};

} // namespace lorikeet
