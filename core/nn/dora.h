#pragma once
/// @file DoRA's forward and backward as one autograd node. Engine only. @see PEFT, tuners/lora/dora.py

#include "core/nn/lora.h"

namespace lorikeet::nn {

/// ‖W + scale · B A‖ of each row, without holding that matrix: [out] in fp32 (double for a double W). No gradient, as in PEFT.
torch::Tensor doraNorm(const torch::Tensor& weight, const torch::Tensor& a, const torch::Tensor& b, double scale);

/// y = g · (x Wᵀ + scale · x Aᵀ Bᵀ) + bias with g = magnitude / norm. Under dropout PEFT's form: x Wᵀ + bias + (g - 1) · x' Wᵀ +
/// g · scale · x' Aᵀ Bᵀ with x' = dropout(x). Keeps x, x' Aᵀ and what g is multiplied with.
/// @param x [..., in] @param weight [out, in] @param bias [out] or undefined @param a [r, in] @param b [out, r]
/// @param magnitude [out] @param norm [out] from doraNorm()
torch::Tensor doraLinear(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias, const torch::Tensor& a,
    const torch::Tensor& b, const torch::Tensor& magnitude, const torch::Tensor& norm, const LoraLinearOptions& options);

} // namespace lorikeet::nn
