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

LabelledIds labelTurns(const std::vector<EncodedTurn>& turns, const LabelRules& rules)
{
    struct Part {
        std::vector<int32_t> ids, labels;
    };
    const size_t limit = rules.cutoffLen > 0 ? static_cast<size_t>(rules.cutoffLen) : std::numeric_limits<size_t>::max() / 4;
    std::vector<Part> parts;
    LabelledIds result;
    size_t used = rules.efficientEos ? 1 : 0;
    size_t whole = used;
    for (const EncodedTurn& turn : turns)
        whole += turn.prompt.size() + turn.answer.size();

    for (size_t i = 0; i < turns.size() && used < limit; ++i) {
        const EncodedTurn& turn = rules.masksHistory ? turns[turns.size() - 1 - i] : turns[i];
        const TurnLengths fit = fitTurn(turn.prompt.size(), turn.answer.size(), limit - used);
        used += fit.prompt + fit.answer;
        Part part;
        part.ids.assign(turn.prompt.begin(), turn.prompt.begin() + static_cast<std::ptrdiff_t>(fit.prompt));
        part.labels = promptLabels(part.ids, i, rules);
        const std::vector<int32_t> answer(turn.answer.begin(), turn.answer.begin() + static_cast<std::ptrdiff_t>(fit.answer));
        append(part.ids, answer);
        append(part.labels, rules.masksHistory && i > 0 ? std::vector<int32_t>(answer.size(), kIgnoreLabel) : answer);
        parts.push_back(std::move(part));
    }
    if (rules.masksHistory)
        std::reverse(parts.begin(), parts.end());
    for (const Part& part : parts) {
        append(result.ids, part.ids);
        append(result.labels, part.labels);
    }
    if (rules.efficientEos) {
        result.ids.push_back(*rules.efficientEos);
        result.labels.push_back(*rules.efficientEos);
    }
    result.dropped = whole - result.ids.size();
    return result;
}

} // namespace lorikeet
