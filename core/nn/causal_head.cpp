#include "core/nn/causal_head.h"

#include "core/nn/head_loss.h"
#include "core/nn/parameter.h"

namespace lorikeet::nn {
namespace {

using torch::Tensor;

/// The losses at positions whose next token is learned; nothing else of the head is computed.
void addLoss(Output& output, Decoder& decoder, const Tensor& hidden, const Tensor& head, const Tensor& labels)
{
    const int64_t batch = hidden.size(0), length = hidden.size(1), width = hidden.size(2);
    const auto device = hidden.device();
    const auto next = labels.narrow(1, 1, length - 1).cpu();                 // [B, T-1]
    const auto where = next.ne(-100).nonzero();                              // [N, 2] row, position
    const auto rows = where.select(1, 0), positions = where.select(1, 1);
    const auto targets = next.index({rows, positions}).to(device);           // [N]
    const auto picked = hidden.reshape({-1, width}).index({(rows * length + positions).to(device)});
    const auto loss = headLoss(decoder.norm(picked), head, targets);
    output.lossSum = loss.sum;
    output.lossPerSample = torch::zeros({batch}, loss.perRow.options()).index_add(0, rows.to(device), loss.perRow.detach());
    output.learnedPerSample = next.ne(-100).sum(1);
}

/// [B] index of each row's last real token.
Tensor lastPositions(const Batch& batch, int64_t rows, int64_t length)
{
    if (batch.attentionMask.defined() && batch.attentionMask.size(1) == length)
        return batch.attentionMask.sum(1) - 1;
    return torch::full({rows}, length - 1, torch::kLong);
}

} // namespace

Output causalOutput(Decoder& decoder, const Tensor& hidden, const Tensor& head, const Batch& batch, const ForwardOptions& options)
{
    Output output;
    const auto wide = hidden.scalar_type() == torch::kDouble ? torch::kDouble : torch::kFloat;
    const auto weight = castTo(head, hidden.scalar_type());
    if (batch.labels.defined())
        addLoss(output, decoder, hidden, head, batch.labels);
    if (options.needsLogits) {
        output.logits = torch::linear(decoder.norm(hidden), weight).to(wide); // [B, T, V]
    } else if (options.needsLastLogits) {
        const auto last = lastPositions(batch, hidden.size(0), hidden.size(1)).to(hidden.device());
        const auto rows = torch::arange(hidden.size(0), last.options());
        output.logits = torch::linear(decoder.norm(hidden.index({rows, last})), weight).to(wide); // [B, V]
    }
    return output;
}

} // namespace lorikeet::nn
