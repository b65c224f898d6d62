#pragma once
/// @file Activation functions. Engine only.

#include <torch/torch.h>

namespace lorikeet::nn {

/// silu(gate) · up; keeps gate and up, nothing else. @param gate, up [..., I]
torch::Tensor swiGlu(const torch::Tensor& gate, const torch::Tensor& up);

/// x · sigmoid(1.702 x), CLIP's.
torch::Tensor quickGelu(const torch::Tensor& x);

/// By transformers' names: gelu (erf), gelu_pytorch_tanh, quick_gelu, silu, relu.
enum class Activation { Gelu, GeluTanh, QuickGelu, Silu, Relu };
torch::Tensor activate(const torch::Tensor& x, Activation activation);

} // namespace lorikeet::nn
