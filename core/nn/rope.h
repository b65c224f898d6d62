#pragma once
/// @file Rotary positions, llama style (halves, not interleaved). Engine only. @see transformers modeling_rope_utils.py

#include <torch/torch.h>

#include <string>
#include <utility>

namespace lorikeet::nn {

struct RopeConfig {
    std::string type = "default"; ///< default, linear, llama3
    double theta = 10000.0;
    double factor = 1.0;
    double lowFreqFactor = 1.0;
    double highFreqFactor = 4.0;
    double originalMaxPositions = 8192.0;
};

/// [headDim / 2] fp32 on the CPU.
torch::Tensor inverseFrequencies(const RopeConfig& config, int64_t headDim);

struct Rotary {
    torch::Tensor cos, sin; ///< [B or 1, T, 1, headDim / 2] in the activations' dtype
};
/// @param positions [B or 1, T] int64 on the device of the activations
Rotary makeRotary(const torch::Tensor& inverseFrequencies, const torch::Tensor& positions, torch::ScalarType dtype);

/// x·cos + rotateHalf(x)·sin. @param x [B, T, H, headDim]
torch::Tensor applyRotary(const torch::Tensor& x, const Rotary& rotary);

} // namespace lorikeet::nn
