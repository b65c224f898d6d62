#pragma once
/// @file RMSNorm and LayerNorm with Hugging Face's parameter names. Engine only.

#include "core/nn/torch.h"

namespace lorikeet::nn {

/// x · rsqrt(mean(x²) + eps) in fp32, cast back, times weight. Keeps x and one number a row for the backward pass.
/// @param x [..., D] @param weight [D]
torch::Tensor rmsNorm(const torch::Tensor& x, const torch::Tensor& weight, double eps);

class RmsNorm : public torch::nn::Module {
public:
    /// @param addsOne multiplies by 1 + weight, all of it in fp32 (Gemma)
    RmsNorm(int64_t width, double eps, const torch::TensorOptions& options, bool addsOne = false);
    torch::Tensor forward(const torch::Tensor& x);
    torch::Tensor weight;

private:
    double eps_;
    bool addsOne_;
};

class LayerNorm : public torch::nn::Module {
public:
    LayerNorm(int64_t width, double eps, const torch::TensorOptions& options);
    torch::Tensor forward(const torch::Tensor& x);
    torch::Tensor weight, bias;

private:
    double eps_;
};

} // namespace lorikeet::nn
