#pragma once
/// @file LoRA's forward and backward as one autograd node. Engine only. @see PEFT, tuners/lora/layer.py

#include "core/nn/torch.h"

namespace lorikeet::nn {

struct LoraLinearOptions {
    double scale = 1.0;
    double dropout = 0.0; ///< Probability; 0 outside training.
};

/// What dropout multiplies x with: 0 or 1 / (1 - probability) [N, in] in x's dtype; undefined where the probability is 0.
/// @param x [..., in]
torch::Tensor dropoutMask(const torch::Tensor& x, double probability);

/// y = x Wᵀ + b + scale · dropout(x) Aᵀ Bᵀ. Keeps only x and x Aᵀ for the backward pass; W and b get a gradient only where they
/// require one. A and B may be fp32 while x is bfloat16.
/// @param x [..., in] @param weight [out, in] @param bias [out] or undefined @param a [r, in] @param b [out, r]
torch::Tensor loraLinear(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias, const torch::Tensor& a,
    const torch::Tensor& b, const LoraLinearOptions& options);

} // namespace lorikeet::nn
