#pragma once
/// @file Conversation templates (resources/templates/*.yaml), with LLaMA-Factory's pieces and rules.

#include "core/data/sample.h"
#include "core/text/tokenizer.h"

#include <optional>
#include <string>
#include <vector>

namespace lorikeet {

/// A piece is tokenized on its own, without special tokens being added. `isBos`/`isEos` pieces are the tokenizer's ids.
struct TemplatePiece {
    enum class Kind { Text, Bos, Eos };
    Kind kind = Kind::Text;
    std::string text; ///< With {content}.
};

struct ChatTemplate {
    std::string name;
    std::vector<TemplatePiece> prefix, system, user, assistant, observation;
    std::string defaultSystem;
    std::vector<std::string> stopWords;
    bool replacesEos = false;       ///< The tokenizer's EOS becomes the first stop word.
    bool hasEfficientEos = false;
    bool putsSystemInUser = false;  ///< "Llama2-type".
    std::string imageToken;         ///< Family's placeholder token, "" for a text template.
    std::string thoughtStart, thoughtEnd; ///< "" = not a reasoning template.
};

/// @throws Error naming the nearest template when there is no such name.
ChatTemplate loadTemplate(const std::string& name);
std::vector<std::string> templateNames();

/// One turn: what is read, what is learned.
struct EncodedTurn {
    std::vector<TokenId> prompt;
    std::vector<TokenId> answer;
};

/// What a reasoning template does with thoughts; nothing to others.
struct TurnOptions {
    bool enablesThinking = true;       ///< An answer without a thought learns an empty one; else the prompt ends with it and thoughts are left out.
    bool dropsEarlierThoughts = false; ///< Thoughts of all answers but the last are left out.
};

/// Ids of every turn of a conversation whose `<image>` marks are already expanded.
/// @see LLaMA-Factory's template rules (ARCHITECTURE.md, "Labels")
std::vector<EncodedTurn> encodeTurns(const ChatTemplate& chatTemplate, const Tokenizer& tokenizer, const std::vector<Message>& messages,
    const std::optional<std::string>& system, const std::string& tools = {}, const TurnOptions& options = {});

/// Ids that end a generated answer: EOS and the stop words that are single tokens.
std::vector<TokenId> stopIds(const ChatTemplate& chatTemplate, const Tokenizer& tokenizer);

} // namespace lorikeet
