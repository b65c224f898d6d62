#pragma once
/// @file From a conversation's turns to ids and labels, cut to the length limit by LLaMA-Factory's rules.

#include "core/text/chat_template.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace lorikeet {

struct LabelRules {
    int cutoffLen = 2048;
    bool trainsOnPrompt = false;  ///< The prompt is learned too.
    bool masksHistory = false;    ///< Only the last turn is learned; earlier ones are the first to be cut.
    std::optional<TokenId> efficientEos; ///< Set for templates with one EOS at the very end.
};

struct LabelledIds {
    std::vector<int32_t> ids;    ///< [T]
    std::vector<int32_t> labels; ///< [T], -100 = not learned
    size_t dropped = 0;          ///< Ids that the limit cut away.
};

/// How many of a turn's prompt and answer ids fit into `budget`; both keep their heads.
struct TurnLengths {
    size_t prompt = 0;
    size_t answer = 0;
};
TurnLengths fitTurn(size_t prompt, size_t answer, size_t budget);

/// Which ids of the whole conversation (as labelTurns gives it without a limit) the limit keeps.
std::vector<bool> keptTokens(const std::vector<EncodedTurn>& turns, const LabelRules& rules);

LabelledIds labelTurns(const std::vector<EncodedTurn>& turns, const LabelRules& rules);

} // namespace lorikeet
