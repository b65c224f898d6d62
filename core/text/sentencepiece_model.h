#pragma once
/// @file A sentencepiece tokenizer.model as it is stored, read without protobuf.

#include <cstdint>
#include <string>
#include <vector>

namespace lorikeet {

struct SentencePiece {
    enum class Type { Normal = 1, Unknown = 2, Control = 3, UserDefined = 4, Unused = 5, Byte = 6 };
    std::string text;
    float score = 0;
    Type type = Type::Normal;
};

/// Absent fields hold what sentencepiece takes for them.
struct SentencePieceModel {
    enum class Kind { Unigram = 1, Bpe = 2, Word = 3, Char = 4 };
    std::vector<SentencePiece> pieces; ///< By id.
    Kind kind = Kind::Unigram;
    bool putsSpaceBehindWords = false; ///< treat_whitespace_as_suffix
    bool hasByteFallback = false;
    int64_t unknownId = 0, bosId = 1, eosId = 2, padId = -1; ///< -1 = none.
    std::string ruleName;              ///< Of the normalisation, e.g. "identity".
    std::string charsmap;              ///< Its compiled rules; empty = the text stays as it is.
    std::string denormalizerCharsmap;  ///< Rules for decoding; empty in practice.
    bool addsDummyPrefix = true;
    bool removesExtraSpaces = true;
    bool escapesSpaces = true;         ///< A space becomes U+2581.
};

/// @throws Error naming the file when it is no sentencepiece model or is cut short.
SentencePieceModel readSentencePieceModel(const std::string& file);

} // namespace lorikeet
