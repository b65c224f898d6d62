#pragma once
/// @file One-pass CPU loops for what ATen does in many passes. fp32, contiguous, on the CPU; everything else takes the ATen way. Engine only.

#include "core/nn/torch.h"

namespace lorikeet::nn::kernels {

/// Whether the loops below can take this tensor.
inline bool canTake(const torch::Tensor& x) { return x.device().is_cpu() && x.scalar_type() == torch::kFloat && x.is_contiguous(); }

/// y = x · inverse · weight, inverse = rsqrt(mean(x²) + eps). @param x [N, D] @param inverse [N], filled
void rmsNorm(const torch::Tensor& x, const torch::Tensor& weight, double eps, torch::Tensor& y, torch::Tensor& inverse);
/// The gradient of x. @param dOut, x [N, D] @param inverse [N]
void rmsNormBackward(const torch::Tensor& dOut, const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& inverse, torch::Tensor& dX);

/// Turns both halves of each head. @param x, out [B, T, H, d] contiguous @param cos, sin [B or 1, T, 1, d / 2] contiguous
/// @param direction 1 forward, -1 backward
void rotate(const torch::Tensor& x, const torch::Tensor& cos, const torch::Tensor& sin, float direction, torch::Tensor& out);

} // namespace lorikeet::nn::kernels
