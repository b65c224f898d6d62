#pragma once
/// @file Gradient checkpointing: a layer keeps only its input and is computed again in the backward pass. Engine only.

#include "core/nn/torch.h"

#include <functional>

namespace lorikeet::nn {

/// While one of these lives, runLayer() on this thread keeps inputs only.
class RecomputeGuard {
public:
    explicit RecomputeGuard(bool isOn);
    ~RecomputeGuard();
    RecomputeGuard(const RecomputeGuard&) = delete;
    RecomputeGuard& operator=(const RecomputeGuard&) = delete;

private:
    bool before_;
};

/// f(x), which may use parameters of `layer` and tensors that need no gradient, and nothing else. The result is the same either way, to the
/// last bit, dropout included. Nothing is computed again where no gradient will be asked for.
/// @param f is called again after this function returned: what it captures must live on (the layer itself does).
torch::Tensor runLayer(torch::nn::Module& layer, const torch::Tensor& x, std::function<torch::Tensor(const torch::Tensor&)> f);

} // namespace lorikeet::nn
