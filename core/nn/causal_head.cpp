#include "core/nn/causal_head.h"

#include "core/nn/head_loss.h"
#include "core/nn/parameter.h"

#include <algorithm>
#include <utility>

namespace lorikeet::nn {
namespace {

using torch::Tensor;

/// The positions whose next token is learned, worked out on the CPU.
struct Learned {
    Tensor rows;      ///< [N] int64
    Tensor positions; ///< [N] int64
    Tensor targets;   ///< [N] int64
    Tensor counts;    ///< [B] int64
    Tensor samples;   ///< [N] int64: the sample that each counts for
    Tensor sampleCounts; ///< [samples] int64
};

/// @param owners as Batch has them; may be undefined
Learned learnedPositions(const Tensor& labels, const Tensor& owners)
{
    const auto next = labels.cpu().narrow(1, 1, labels.size(1) - 1); // [B, T-1]
    const auto isLearned = next.ne(-100);
    const auto where = isLearned.nonzero(); // [N, 2] row, position
    Learned learned{where.select(1, 0), where.select(1, 1), Tensor(), isLearned.sum(1), Tensor(), Tensor()};
    learned.targets = next.index({learned.rows, learned.positions});
    learned.samples = learned.rows;
    learned.sampleCounts = learned.counts;
    if (owners.defined()) {
        const auto ownersHere = owners.cpu();
        learned.samples = ownersHere.index({learned.rows, learned.positions + 1}); // the token that is learned, not the one that it is told from
        learned.sampleCounts = learned.samples.bincount({}, ownersHere.max().item<int64_t>() + 1);
    }
    return learned;
}

NeededPositions neededPositions(const Learned& learned, int64_t length, torch::Device device)
{
    const int64_t batch = learned.counts.size(0);
    const int64_t most = std::max<int64_t>(learned.counts.max().item<int64_t>(), 1);
    // The place of each learned position in its row: its number less that of the row's first.
    const auto firsts = learned.counts.cumsum(0) - learned.counts;
    const auto places = torch::arange(learned.rows.size(0)) - firsts.index({learned.rows});
    const auto valid = learned.rows * most + places;
    auto positions = torch::zeros({batch * most}, torch::kLong);
    positions.index_put_({valid}, learned.positions);
    positions = positions.view({batch, most});
    const auto flat = positions + (torch::arange(batch) * length).unsqueeze(1);
    return {positions.to(device), flat.to(device), valid.to(device)};
}

/// @param picked [N, D] the last layer's output at the learned positions
void addLoss(Output& output, Decoder& decoder, const Tensor& picked, const Tensor& head, const Learned& learned)
{
    const auto device = picked.device();
    const auto loss = headLoss(decoder.norm(picked), head, learned.targets.to(device));
    output.lossSum = loss.sum;
    output.lossPerSample = torch::zeros({learned.sampleCounts.size(0)}, loss.perRow.options()).index_add(0, learned.samples.to(device), loss.perRow.detach());
    output.learnedPerSample = learned.sampleCounts;
}

/// [B] index of each row's last real token.
Tensor lastPositions(const Tensor& realTokens, int64_t rows, int64_t length)
{
    if (realTokens.defined() && realTokens.size(1) == length)
        return realTokens.sum(1) - 1;
    return torch::full({rows}, length - 1, torch::kLong);
}

} // namespace

DecoderInput inputOf(const Batch& batch, Tensor embeds)
{
    DecoderInput input;
    input.embeds = std::move(embeds);
    input.positions = batch.positionIds;
    input.realTokens = batch.attentionMask;
    input.segments = batch.segments;
    input.owners = batch.owners;
    return input;
}

Output causalForward(Decoder& decoder, DecoderInput input, const Tensor& head, const Tensor& labels, const ForwardOptions& options)
{
    Output output;
    input.cache = options.cache;
    const int64_t rows = input.embeds.size(0), length = input.embeds.size(1), width = input.embeds.size(2);
    const auto device = input.embeds.device();
    Learned learned;
    if (labels.defined())
        learned = learnedPositions(labels, input.owners);
    const bool wantsLossOnly = labels.defined() && !options.needsLogits && !options.needsLastLogits && options.cache == nullptr;
    if (wantsLossOnly) {
        addLoss(output, decoder, decoder.forwardAt(input, neededPositions(learned, length, device)), head, learned);
        return output;
    }
    const auto hidden = decoder.forward(input); // [B, T, D]
    if (labels.defined())
        addLoss(output, decoder, hidden.reshape({-1, width}).index({(learned.rows * length + learned.positions).to(device)}), head, learned);
    const auto wide = hidden.scalar_type() == torch::kDouble ? torch::kDouble : torch::kFloat;
    const auto weight = castTo(head, hidden.scalar_type());
    if (options.needsLogits) {
        output.logits = torch::linear(decoder.norm(hidden), weight).to(wide); // [B, T, V]
    } else if (options.needsLastLogits) {
        const auto last = lastPositions(input.realTokens, rows, length).to(device);
        output.logits = torch::linear(decoder.norm(hidden.index({torch::arange(rows, last.options()), last})), weight).to(wide); // [B, V]
    }
    return output;
}

} // namespace lorikeet::nn
