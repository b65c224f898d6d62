#include "core/nn/parameter.h"

#include <algorithm>

namespace lorikeet::nn {

torch::Tensor makeParameter(torch::nn::Module& owner, const std::string& name, torch::IntArrayRef shape, const torch::TensorOptions& options)
{
    const std::vector<int64_t> strides(shape.size(), 0);
    auto tensor = options.device().is_meta() ? torch::empty(shape, options) : torch::empty_strided(shape, strides, options);
    return owner.register_parameter(name, tensor, /*requires_grad=*/false);
}

bool isTrained(const torch::nn::Module& module)
{
    const auto parameters = module.parameters();
    return std::any_of(parameters.begin(), parameters.end(), [](const torch::Tensor& p) { return p.requires_grad(); });
}

} // namespace lorikeet::nn
