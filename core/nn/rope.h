#pragma once
/// @file Rotary positions, llama style (halves, not interleaved). Engine only. @see transformers modeling_rope_utils.py

#include "core/models/rope_config.h"
#include "core/nn/torch.h"

namespace lorikeet::nn {

/// [headDim / 2] fp32 on the CPU. @param length the largest position plus one; only dynamic scaling asks for it
torch::Tensor inverseFrequencies(const RopeConfig& config, int64_t headDim, int64_t length = 0);

struct Rotary {
    torch::Tensor cos, sin; ///< [B or 1, T, 1, headDim / 2] in the activations' dtype
};

/// The frequencies of one model, ready for any positions.
class RotaryTable {
public:
    RotaryTable(const RopeConfig& config, int64_t headDim);
    /// @param positions [B or 1, T] or, where the configuration has several axes, [axes, B or 1, T]; int64 on the device of the activations
    Rotary at(const torch::Tensor& positions, torch::ScalarType dtype) const;

private:
    RopeConfig config_;
    int64_t headDim_;
    torch::Tensor frequencies_; ///< [headDim / 2]
    torch::Tensor axes_;        ///< [headDim / 2] int64: the axis that turns each frequency; undefined = one axis
    double scaling_;            ///< What cos and sin are multiplied with.
};

/// cos and sin of position · frequency. @param angles [B or 1, T, headDim / 2]
Rotary makeRotary(const torch::Tensor& angles, torch::ScalarType dtype, double scaling = 1.0);

/// x·cos + rotateHalf(x)·sin. @param x [B, T, H, headDim]
torch::Tensor applyRotary(const torch::Tensor& x, const Rotary& rotary);

} // namespace lorikeet::nn
