#pragma once
/// @file Activation functions. Engine only.

#include "core/models/activation.h"
#include "core/nn/torch.h"

namespace lorikeet::nn {

/// silu(gate) · up; keeps gate and up, nothing else. @param gate, up [..., I]
torch::Tensor swiGlu(const torch::Tensor& gate, const torch::Tensor& up);

/// x · sigmoid(1.702 x), CLIP's.
torch::Tensor quickGelu(const torch::Tensor& x);

torch::Tensor activate(const torch::Tensor& x, Activation activation);

/// activation(gate) · up. @param gate, up [..., I]
torch::Tensor gated(const torch::Tensor& gate, const torch::Tensor& up, Activation activation);

} // namespace lorikeet::nn
