#pragma once
/// @file The parts of a tokenizer.json put together.

#include "core/text/added_tokens.h"
#include "core/text/bpe.h"
#include "core/text/normalizer.h"
#include "core/text/post_processor.h"
#include "core/text/pre_tokenizer.h"
#include "core/text/token_decoder.h"
#include "core/text/tokenizer.h"

#include <unordered_map>

namespace lorikeet {

/// What never changes after loading; shared by copies that know more special tokens.
struct TokenizerParts {
    std::unique_ptr<Bpe> model;
    std::unique_ptr<Normalizer> normalizer;     ///< May be null.
    std::unique_ptr<PreTokenizer> preTokenizer; ///< May be null.
    std::unique_ptr<TokenDecoder> decoder;      ///< May be null.
    bool isByteLevel = false;                   ///< Tokens are written in GPT-2's byte alphabet.
};

struct TokenizerState {
    std::vector<AddedToken> added;
    PostProcessor postProcessor;
    std::optional<TokenId> bos, eos, pad;
};

class HfTokenizer final : public Tokenizer {
public:
    HfTokenizer(std::shared_ptr<const TokenizerParts> parts, TokenizerState state);

    std::vector<TokenId> encode(std::string_view text) const override;
    std::vector<TokenId> encodeWithSpecial(std::string_view text) const override;
    std::string decode(const std::vector<TokenId>& ids, bool skipSpecial) const override;
    std::string tokenText(TokenId id) const override;
    std::optional<TokenId> idOf(std::string_view token) const override;
    bool isSpecial(TokenId id) const override;
    int vocabSize() const override;
    std::optional<TokenId> bosId() const override { return state_.bos; }
    std::optional<TokenId> eosId() const override { return state_.eos; }
    TokenId padId() const override { return state_.pad.value_or(state_.eos.value_or(0)); }
    std::shared_ptr<const Tokenizer> withSpecialTokens(const std::vector<std::string>& tokens, const std::string& eos) const override;

private:
    /// The token as it stands in the vocabulary.
    std::string_view textOf(TokenId id) const;
    void encodeStretch(std::string_view stretch, bool startsText, std::vector<TokenId>& ids) const;
    void encodeWords(std::string_view text, bool startsText, std::vector<TokenId>& ids) const;

    std::shared_ptr<const TokenizerParts> parts_;
    TokenizerState state_;
    AddedTokenFinder rawFinder_;
    AddedTokenFinder normalizedFinder_;
    std::vector<std::string> addedTexts_; ///< As they stand in decoded text: normalised tokens by their normalised form.
    std::unordered_map<TokenId, size_t> addedById_; ///< Index in state_.added.
};

} // namespace lorikeet
