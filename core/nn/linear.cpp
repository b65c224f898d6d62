#include "core/nn/linear.h"

#include "core/nn/lora.h"
#include "core/nn/matmul.h"
#include "core/nn/parameter.h"

namespace lorikeet::nn {
namespace {

/// A module that holds nothing but this weight.
torch::Tensor addHolder(torch::nn::Module& owner, const char* name, torch::Tensor weight)
{
    auto module = owner.register_module(name, std::make_shared<torch::nn::Module>(name));
    return module->register_parameter("weight", std::move(weight), /*requires_grad=*/false);
}

} // namespace

Linear::Linear(int64_t in, int64_t out, bool hasBias, const torch::TensorOptions& options)
    : torch::nn::Module("Linear"), weight(makeParameter(*this, "weight", {out, in}, options))
{
    if (hasBias)
        bias = makeParameter(*this, "bias", {out}, options);
}

torch::Tensor Linear::forward(const torch::Tensor& x)
{
    const auto dtype = x.scalar_type();
    if (!hasLora() && !needsGradient(x, weight, bias)) {
        auto shape = x.sizes().vec();
        shape.back() = weight.size(0);
        return affine(x.reshape({-1, x.size(-1)}), castTo(weight, dtype), castTo(bias, dtype)).view(shape);
    }
    if (!hasLora())
        return torch::linear(x, castTo(weight, dtype), castTo(bias, dtype));
    return loraLinear(x, weight, bias, loraA(), loraB(), {.scale = scale_, .dropout = is_training() ? dropout_ : 0.0});
}

void Linear::setLora(torch::Tensor a, torch::Tensor b, double scale, double dropout)
{
    TORCH_CHECK(a.dim() == 2 && b.dim() == 2 && a.size(1) == weight.size(1) && b.size(0) == weight.size(0) && a.size(0) == b.size(1),
        "LoRA shapes ", a.sizes(), " and ", b.sizes(), " don't fit a weight of ", weight.sizes());
    removeLora();
    a_ = addHolder(*this, "lora_A", std::move(a));
    b_ = addHolder(*this, "lora_B", std::move(b));
    scale_ = scale;
    dropout_ = dropout;
}

void Linear::removeLora()
{
    if (!hasLora())
        return;
    unregister_module("lora_A");
    unregister_module("lora_B");
    a_ = torch::Tensor();
    b_ = torch::Tensor();
}

torch::Tensor Linear::effectiveWeight() const
{
    if (!hasLora())
        return weight;
    return weight + (torch::matmul(loraB(), loraA()) * scale_).to(weight.scalar_type());
}

} // namespace lorikeet::nn
