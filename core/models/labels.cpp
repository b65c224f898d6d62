#include "core/models/labels.h"

#include "core/models/processor.h"

#include <algorithm>
#include <limits>

namespace lorikeet {
namespace {

void append(std::vector<int32_t>& to, const std::vector<int32_t>& from)
{
    to.insert(to.end(), from.begin(), from.end());
}

/// Labels of a turn's prompt; `index` counts from the turn that was taken first.
std::vector<int32_t> promptLabels(const std::vector<int32_t>& prompt, size_t index, const LabelRules& rules)
{
    if (rules.trainsOnPrompt && !rules.efficientEos)
        return prompt;
    std::vector<int32_t> labels(prompt.size(), kIgnoreLabel);
    if (rules.efficientEos && index > 0 && !labels.empty())
        labels.front() = *rules.efficientEos;
    return labels;
}

/// What the limit leaves of each turn, by its place in `turns`.
std::vector<TurnLengths> fitTurns(const std::vector<EncodedTurn>& turns, const LabelRules& rules)
{
    const size_t limit = rules.cutoffLen > 0 ? static_cast<size_t>(rules.cutoffLen) : std::numeric_limits<size_t>::max() / 4;
    std::vector<TurnLengths> kept(turns.size());
    size_t used = rules.efficientEos ? 1 : 0;
    for (size_t i = 0; i < turns.size() && used < limit; ++i) {
        const size_t at = rules.masksHistory ? turns.size() - 1 - i : i;
        kept[at] = fitTurn(turns[at].prompt.size(), turns[at].answer.size(), limit - used);
        used += kept[at].prompt + kept[at].answer;
    }
    return kept;
}

} // namespace

TurnLengths fitTurn(size_t prompt, size_t answer, size_t budget)
{
    size_t most = 0;
    if (2 * answer < budget)
        most = budget;
    else if (2 * prompt < budget)
        most = budget - prompt;
    else
        // LLaMA-Factory multiplies by the rounded quotient; so does this, for its rounding.
        most = static_cast<size_t>(static_cast<double>(budget) * (static_cast<double>(answer) / static_cast<double>(prompt + answer)));
    const size_t keptAnswer = std::min(most, answer);
    return {std::min(budget - std::min(budget, keptAnswer), prompt), keptAnswer};
}

std::vector<bool> keptTokens(const std::vector<EncodedTurn>& turns, const LabelRules& rules)
{
    const std::vector<TurnLengths> fits = fitTurns(turns, rules);
    std::vector<bool> kept;
    for (size_t i = 0; i < turns.size(); ++i) {
        for (size_t id = 0; id < turns[i].prompt.size(); ++id)
            kept.push_back(id < fits[i].prompt);
        for (size_t id = 0; id < turns[i].answer.size(); ++id)
            kept.push_back(id < fits[i].answer);
    }
    if (rules.efficientEos)
        kept.push_back(true);
    return kept;
}

LabelledIds labelTurns(const std::vector<EncodedTurn>& turns, const LabelRules& rules)
{
    const std::vector<TurnLengths> fits = fitTurns(turns, rules);
    LabelledIds result;
    size_t whole = rules.efficientEos ? 1 : 0;
    for (size_t i = 0; i < turns.size(); ++i) {
        const EncodedTurn& turn = turns[i];
        whole += turn.prompt.size() + turn.answer.size();
        // Counted from the turn that was taken first.
        const size_t order = rules.masksHistory ? turns.size() - 1 - i : i;
        const std::vector<int32_t> prompt(turn.prompt.begin(), turn.prompt.begin() + static_cast<std::ptrdiff_t>(fits[i].prompt));
        const std::vector<int32_t> answer(turn.answer.begin(), turn.answer.begin() + static_cast<std::ptrdiff_t>(fits[i].answer));
        append(result.ids, prompt);
        append(result.labels, promptLabels(prompt, order, rules));
        append(result.ids, answer);
        append(result.labels, rules.masksHistory && order > 0 ? std::vector<int32_t>(answer.size(), kIgnoreLabel) : answer);
    }
    if (rules.efficientEos) {
        result.ids.push_back(*rules.efficientEos);
        result.labels.push_back(*rules.efficientEos);
    }
    result.dropped = whole - result.ids.size();
    return result;
}

} // namespace lorikeet
