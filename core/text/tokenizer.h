#pragma once
/// @file A Hugging Face tokenizer.json (BPE families), or a sentencepiece tokenizer.model (BPE) where there is none.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lorikeet {

using TokenId = int32_t;

class Tokenizer {
public:
    /// Reads tokenizer.json, or else tokenizer.model, of a model folder (+ tokenizer_config.json, special_tokens_map.json, added_tokens.json where present).
    /// @throws Error naming the file when it is missing, malformed, or of a kind that isn't supported (unigram, WordPiece).
    static std::shared_ptr<const Tokenizer> load(const std::string& folder);

    virtual ~Tokenizer() = default;
    /// Ids of the text; special tokens written in it are recognised; none are added. Thread-safe.
    virtual std::vector<TokenId> encode(std::string_view text) const = 0;
    /// As encode, with the post-processor's special tokens (BOS where the model wants one).
    virtual std::vector<TokenId> encodeWithSpecial(std::string_view text) const = 0;
    /// Text of the ids. Bytes that don't make UTF-8 become U+FFFD.
    virtual std::string decode(const std::vector<TokenId>& ids, bool skipSpecial = false) const = 0;
    /// Text of one id for people and for logs: "▁a" is " a", "<0x0A>" is "\n"; incomplete UTF-8 stays as bytes.
    virtual std::string tokenText(TokenId id) const = 0;
    /// The id of a token by its exact text in the vocabulary or added tokens.
    virtual std::optional<TokenId> idOf(std::string_view token) const = 0;
    virtual bool isSpecial(TokenId id) const = 0;
    /// One more than the largest id.
    virtual int vocabSize() const = 0;
    virtual std::optional<TokenId> bosId() const = 0;
    virtual std::optional<TokenId> eosId() const = 0;
    /// The pad token, else EOS.
    virtual TokenId padId() const = 0;
    /// A copy that knows these special tokens too (new ones get the ids behind the largest) and, where `eos` is not empty, ends texts with it.
    virtual std::shared_ptr<const Tokenizer> withSpecialTokens(const std::vector<std::string>& tokens, const std::string& eos) const = 0;
};

/// Turns ids into text piece by piece; holds back bytes that are not yet whole characters.
class StreamingDecoder {
public:
    explicit StreamingDecoder(const Tokenizer& tokenizer) : tokenizer_(tokenizer) {}
    /// The text that this id adds, often "" inside a multi-byte character. Special tokens add nothing.
    std::string push(TokenId id);
    /// What is left (broken bytes as U+FFFD).
    std::string finish();

private:
    const Tokenizer& tokenizer_;
    std::vector<TokenId> ids_; ///< From the last whole piece of text on.
    size_t whole_ = 0;         ///< How many of them are given already.
    std::string given_;        ///< Their text.
};

} // namespace lorikeet
