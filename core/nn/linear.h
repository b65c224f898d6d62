#pragma once
/// @file A linear layer that may carry a LoRA pair. Engine only.

#include <torch/torch.h>

namespace lorikeet::nn {

/// y = x Wᵀ + b + scale · dropout(x) Aᵀ Bᵀ. Parameters: `weight` [out, in], `bias` [out], and with LoRA `lora_A.weight` [r, in] and
/// `lora_B.weight` [out, r] as PEFT names them.
class Linear : public torch::nn::Module {
public:
    Linear(int64_t in, int64_t out, bool hasBias, const torch::TensorOptions& options);

    /// @param x [..., in] @returns [..., out] in x's dtype
    torch::Tensor forward(const torch::Tensor& x);

    /// Puts the pair on this layer (replacing one that is there).
    void setLora(torch::Tensor a, torch::Tensor b, double scale, double dropout = 0.0);
    void removeLora();
    bool hasLora() const { return a_.defined(); }
    /// [r, in] and [out, r]; undefined without LoRA.
    const torch::Tensor& loraA() const { return a_; }
    const torch::Tensor& loraB() const { return b_; }
    double loraScale() const { return scale_; }
    /// weight + scale · B A, differentiable in all three; `weight` itself without LoRA.
    torch::Tensor effectiveWeight() const;

    torch::Tensor weight, bias;

private:
    torch::Tensor a_, b_;
    double scale_ = 1.0;
    double dropout_ = 0.0;
};

} // namespace lorikeet::nn
