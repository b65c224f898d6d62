#pragma once
/// @file Byte pair encoding: a vocabulary and its merges by rank.

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace lorikeet {

using TokenId = int32_t;

/// Texts by number and numbers by text; everything in one block of memory.
class Vocabulary {
public:
    void reserve(size_t tokens, size_t bytes);
    /// The first id of a text stays.
    void add(std::string_view text, TokenId id);
    std::optional<TokenId> find(std::string_view text) const;
    /// Text of an id, "" where there is none.
    std::string_view text(TokenId id) const;
    bool has(TokenId id) const;
    size_t size() const { return entries_.size(); }
    TokenId largestId() const { return static_cast<TokenId>(byId_.size()) - 1; }

private:
    struct Entry {
        uint64_t offset;
        uint32_t length;
        TokenId id;
    };
    std::string_view textOf(const Entry& entry) const { return std::string_view(bytes_).substr(entry.offset, entry.length); }
    void grow(size_t slots);
    std::string bytes_;
    std::vector<Entry> entries_;
    std::vector<uint32_t> slots_; ///< Entry + 1; 0 = free. A power of two.
    std::vector<int32_t> byId_;   ///< Entry, -1 = none.
};

struct BpeOptions {
    std::optional<TokenId> unknown;
    bool fusesUnknown = false;
    bool hasByteFallback = false;
    bool ignoresMerges = false; ///< A word that is in the vocabulary is taken whole.
    std::set<TokenId> wholeWords; ///< A word that is one of these is taken whole.
};

class Bpe {
public:
    Bpe(Vocabulary vocabulary, const BpeOptions& options);
    void reserveMerges(size_t count);
    /// Merges in the order of their rank. False when one of the three texts is not in the vocabulary.
    bool addMerge(std::string_view left, std::string_view right);
    /// A merge of any rank; of two of the same rank in a word the leftmost comes first.
    bool addMerge(std::string_view left, std::string_view right, int32_t rank);

    const Vocabulary& vocabulary() const { return vocabulary_; }
    /// Appends the ids of one word. Thread-safe; recent words are remembered a thread.
    void encodeWord(std::string_view word, std::vector<TokenId>& ids) const;
    /// Appends the ids of a text of any length as if it were one word; cut where no token can reach across, which is faster.
    void encodeText(std::string_view text, std::vector<TokenId>& ids) const;

private:
    struct Merge {
        uint64_t pair = UINT64_MAX;
        int32_t rank = 0;
        TokenId result = 0;
    };
    const Merge* findMerge(TokenId left, TokenId right) const;
    void growMerges(size_t slots);
    void insertMerge(const Merge& merge);
    bool hasNoTokenAcrossSpaces() const;
    void splitWord(std::string_view word, std::vector<TokenId>& symbols) const;
    void mergeFew(std::vector<TokenId>& symbols) const;
    void mergeMany(std::vector<TokenId>& symbols) const;

    Vocabulary vocabulary_;
    BpeOptions options_;
    std::vector<TokenId> characters_; ///< Ids of the characters below U+10000, -1 = none.
    std::vector<TokenId> byteTokens_; ///< <0x00> … <0xFF>, or empty.
    std::vector<Merge> merges_;       ///< Open addressing; a power of two.
    size_t mergeCount_ = 0;
    bool isCutAtSpaces_ = false; ///< No token holds a visible space (U+2581) behind another character.
    uint64_t instance_;               ///< Whose words a thread's memory holds.
};

} // namespace lorikeet
