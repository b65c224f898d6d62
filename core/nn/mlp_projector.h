#pragma once
/// @file Two linear layers from a vision tower's width to the language model's. Engine only.

#include "core/models/activation.h"
#include "core/nn/linear.h"
#include "core/nn/torch.h"

#include <memory>

namespace lorikeet::nn {

/// linear_2(activation(linear_1(x))).
class MlpProjector : public torch::nn::Module {
public:
    MlpProjector(int64_t in, int64_t out, bool hasBias, Activation activation, const torch::TensorOptions& options);
    /// Nothing is saved for a gradient where neither x nor a weight asks for one.
    /// @param x [..., in] @returns [..., out]
    torch::Tensor forward(const torch::Tensor& x);

private:
    Activation activation_;
    std::shared_ptr<Linear> linear1_, linear2_;
};

} // namespace lorikeet::nn
