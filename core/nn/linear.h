#pragma once
/// @file A linear layer that may carry a LoRA pair, with DoRA's magnitude where wanted. Engine only.

#include "core/nn/torch.h"

#include <array>
#include <cstdint>
#include <utility>

namespace lorikeet::nn {

/// y = x Wᵀ + b + scale · dropout(x) Aᵀ Bᵀ. Parameters: `weight` [out, in], `bias` [out], and with LoRA `lora_A.weight` [r, in] and
/// `lora_B.weight` [out, r] as PEFT names them. With DoRA also `lora_magnitude_vector.weight` [out]; then y = doraLinear(…).
class Linear : public torch::nn::Module {
public:
    Linear(int64_t in, int64_t out, bool hasBias, const torch::TensorOptions& options);

    /// @param x [..., in] @returns [..., out] in x's dtype
    torch::Tensor forward(const torch::Tensor& x);

    void train(bool on = true) override;

    /// Puts the pair on this layer (replacing one that is there). @param magnitude [out] makes it DoRA
    void setLora(torch::Tensor a, torch::Tensor b, double scale, double dropout = 0.0, torch::Tensor magnitude = {});
    void removeLora();
    bool hasLora() const { return a_.defined(); }
    /// [r, in] and [out, r]; undefined without LoRA.
    const torch::Tensor& loraA() const { return a_; }
    const torch::Tensor& loraB() const { return b_; }
    double loraScale() const { return scale_; }
    /// [out]; undefined without DoRA.
    const torch::Tensor& magnitude() const { return magnitude_; }
    /// weight + scale · B A (DoRA: times magnitude / norm, a row each), differentiable in all of them; `weight` itself without LoRA.
    torch::Tensor effectiveWeight() const;

    torch::Tensor weight, bias;

private:
    /// doraNorm() of the tensors as they are now; kept outside training until one of them changes.
    const torch::Tensor& norm() const;

    /// Whose norm is kept: memory and version of weight, A and B.
    using NormKey = std::array<std::pair<const void*, uint32_t>, 3>;
    torch::Tensor a_, b_, magnitude_;
    mutable torch::Tensor norm_;
    mutable NormKey normKey_{};
    double scale_ = 1.0;
    double dropout_ = 0.0;
};

} // namespace lorikeet::nn
