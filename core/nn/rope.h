#pragma once
/// @file Rotary positions, llama style (halves, not interleaved). Engine only. @see transformers modeling_rope_utils.py

#include "core/models/rope_config.h"

#include <torch/torch.h>

namespace lorikeet::nn {

/// [headDim / 2] fp32 on the CPU.
torch::Tensor inverseFrequencies(const RopeConfig& config, int64_t headDim);

/// What cos and sin are multiplied with: 1 except for yarn.
double attentionScaling(const RopeConfig& config);

struct Rotary {
    torch::Tensor cos, sin; ///< [B or 1, T, 1, headDim / 2] in the activations' dtype
};
/// @param positions [B or 1, T] int64 on the device of the activations
Rotary makeRotary(const torch::Tensor& inverseFrequencies, const torch::Tensor& positions, torch::ScalarType dtype, double scaling = 1.0);

/// x·cos + rotateHalf(x)·sin. @param x [B, T, H, headDim]
torch::Tensor applyRotary(const torch::Tensor& x, const Rotary& rotary);

} // namespace lorikeet::nn
