#pragma once
/// @file Conversation templates (resources/templates/*.yaml), with LLaMA-Factory's pieces and rules.

#include "core/base/text.h"
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
    std::vector<TemplatePiece> function;         ///< An answer that calls tools.
    std::vector<TemplatePiece> userPictureFirst; ///< For a question that begins with a picture; empty = as any other.
    std::string defaultSystem;
    std::vector<std::string> stopWords;
    bool replacesEos = false;       ///< The tokenizer's EOS becomes the first stop word.
    bool hasEfficientEos = false;
    bool putsSystemInUser = false;  ///< "Llama2-type".
    std::string imageToken;         ///< Family's placeholder token, "" for a text template.
    std::string thoughtStart, thoughtEnd; ///< "" = not a reasoning template.
    std::string textEnd;                  ///< Token that ends a plain text (stage: pt); "" = EOS.
    std::string toolFormat = "default";   ///< How tools and calls are written: a file of resources/tool_formats.
    std::vector<std::string> modelTypes;  ///< model_type of the models that it may be chosen for by itself.
    std::vector<std::string> markers;     ///< What a model's own chat template holds where this one fits.
    Text differenceNote;                  ///< Where it differs from what such models write themselves; empty = nowhere.
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
    bool onlyLastThinks = false;       ///< Only the last answer gets an empty thought.
};

/// A conversation whose `<image>` marks are expanded and whose tool calls are written as the template has them.
struct RenderedConversation {
    std::vector<Message> messages;
    std::vector<bool> beginsWithPicture{};  ///< By message; may be shorter.
    std::optional<std::string> system{};    ///< Unset or "": the template's default.
    std::optional<std::string> toolsText{}; ///< What the system text says of tools; unset = there are none.
};

/// Ids of every turn.
/// @see LLaMA-Factory's template rules (ARCHITECTURE.md, "Labels")
std::vector<EncodedTurn> encodeTurns(const ChatTemplate& chatTemplate, const Tokenizer& tokenizer, const RenderedConversation& conversation, const TurnOptions& options = {});

/// Ids that end a generated answer: EOS and the stop words that are single tokens.
std::vector<TokenId> stopIds(const ChatTemplate& chatTemplate, const Tokenizer& tokenizer);

} // namespace lorikeet
