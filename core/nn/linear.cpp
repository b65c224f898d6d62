#include "core/nn/linear.h"

#include "core/nn/dora.h"
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
    const LoraLinearOptions options{.scale = scale_, .dropout = is_training() ? dropout_ : 0.0};
    if (magnitude_.defined())
        return doraLinear(x, weight, bias, a_, b_, magnitude_, norm(), options);
    return loraLinear(x, weight, bias, a_, b_, options);
}

void Linear::train(bool on)
{
    torch::nn::Module::train(on);
    norm_ = torch::Tensor();
}

void Linear::setLora(torch::Tensor a, torch::Tensor b, double scale, double dropout, torch::Tensor magnitude)
{
    TORCH_CHECK(a.dim() == 2 && b.dim() == 2 && a.size(1) == weight.size(1) && b.size(0) == weight.size(0) && a.size(0) == b.size(1),
        "LoRA shapes ", a.sizes(), " and ", b.sizes(), " don't fit a weight of ", weight.sizes());
    TORCH_CHECK(!magnitude.defined() || (magnitude.dim() == 1 && magnitude.size(0) == weight.size(0)), "DoRA's magnitude doesn't fit a weight of ",
        weight.sizes());
    removeLora();
    a_ = addHolder(*this, "lora_A", std::move(a));
    b_ = addHolder(*this, "lora_B", std::move(b));
    if (magnitude.defined())
        magnitude_ = addHolder(*this, "lora_magnitude_vector", std::move(magnitude));
    scale_ = scale;
    dropout_ = dropout;
}

void Linear::removeLora()
{
    if (!hasLora())
        return;
    unregister_module("lora_A");
    unregister_module("lora_B");
    if (magnitude_.defined())
        unregister_module("lora_magnitude_vector");
    for (auto* tensor : {&a_, &b_, &magnitude_, &norm_})
        *tensor = torch::Tensor();
}

const torch::Tensor& Linear::norm() const
{
    NormKey key{};
    bool canKeep = !is_training(); // the fused optimizer changes tensors without a new version
    size_t i = 0;
    for (const auto* tensor : {&weight, &a_, &b_}) {
        canKeep = canKeep && !tensor->is_inference();
        key[i++] = {tensor->is_meta() ? nullptr : tensor->const_data_ptr(), canKeep ? tensor->_version() : 0};
    }
    if (!canKeep || !norm_.defined() || key != normKey_) {
        norm_ = doraNorm(weight, a_, b_, scale_);
        normKey_ = key;
    }
    return norm_;
}

torch::Tensor Linear::effectiveWeight() const
{
    if (!hasLora())
        return weight;
    const auto sum = weight + (torch::matmul(b_, a_) * scale_).to(weight.scalar_type());
    return magnitude_.defined() ? sum * (magnitude_ / norm()).to(weight.scalar_type()).unsqueeze(1) : sum;
}

} // namespace lorikeet::nn
