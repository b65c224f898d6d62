#pragma once
/// @file Language head and cross-entropy without ever holding all logits. Engine only. @see Liger-Kernel, fused linear cross entropy

#include "core/nn/torch.h"

namespace lorikeet::nn {

struct HeadLoss {
    torch::Tensor sum;    ///< [] fp32 (double for double inputs), differentiable in hidden and weight
    torch::Tensor perRow; ///< [N] fp32, no gradient
};

/// Sum of -log softmax(hidden Wᵀ)[target] over rows. Gradients are computed chunk by chunk in the forward pass.
/// @param hidden [N, D] @param weight [V, D] @param targets [N] int64, every one a class
HeadLoss headLoss(const torch::Tensor& hidden, const torch::Tensor& weight, const torch::Tensor& targets);

} // namespace lorikeet::nn
