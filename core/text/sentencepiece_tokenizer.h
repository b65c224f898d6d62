#pragma once
/// @file A tokenizer.model (sentencepiece BPE) as the parts of the one Tokenizer.

#include "core/text/hf_tokenizer.h"

namespace lorikeet {

struct SentencePieceParts {
    TokenizerParts parts;
    std::vector<AddedToken> added; ///< The model's control pieces and its unknown one.
    std::optional<TokenId> bos, eos, pad;
};

/// Encodes as sentencepiece does; in text with special tokens each stretch between them by itself.
/// @throws Error naming the file when it is damaged, or of a kind that isn't supported (unigram, word, char).
SentencePieceParts readSentencePieceTokenizer(const std::string& file);

} // namespace lorikeet
