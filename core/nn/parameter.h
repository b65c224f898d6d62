#pragma once
/// @file Parameters and buffers of the shared layers. Engine only.

#include "core/nn/torch.h"

#include <optional>
#include <string>

namespace lorikeet::nn {

/// Registers a parameter that has its shape but no memory of its own: loading gives it its values (torch::Tensor::set_data keeps
/// every handle valid). It doesn't require a gradient until the trainer says so.
torch::Tensor makeParameter(torch::nn::Module& owner, const std::string& name, torch::IntArrayRef shape, const torch::TensorOptions& options);

/// The parameter in the dtype that the activations have; the parameter itself where it has it already.
inline torch::Tensor castTo(const torch::Tensor& parameter, torch::ScalarType dtype)
{
    return !parameter.defined() || parameter.scalar_type() == dtype ? parameter : parameter.to(dtype);
}

/// As autograd functions take what may be missing.
inline std::optional<torch::Tensor> ifDefined(const torch::Tensor& tensor)
{
    return tensor.defined() ? std::optional<torch::Tensor>(tensor) : std::nullopt;
}

/// Whether autograd will ask for gradients of any of these.
template <typename... Tensors>
bool needsGradient(const Tensors&... tensors)
{
    return torch::GradMode::is_enabled() && ((tensors.defined() && tensors.requires_grad()) || ...);
}

/// Whether any parameter of the module is trained.
bool isTrained(const torch::nn::Module& module);

} // namespace lorikeet::nn
