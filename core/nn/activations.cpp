#include "core/nn/activations.h"

#include "core/nn/parameter.h"

namespace lorikeet::nn {
namespace {

using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

class SwiGluFunction : public torch::autograd::Function<SwiGluFunction> {
public:
    static Tensor forward(AutogradContext* ctx, const Tensor& gate, const Tensor& up)
    {
        ctx->save_for_backward({gate, up});
        return torch::silu(gate).mul_(up);
    }
    static variable_list backward(AutogradContext* ctx, variable_list gradients)
    {
        const auto saved = ctx->get_saved_variables();
        const auto &gate = saved[0], &up = saved[1], &dOut = gradients[0];
        const auto dUp = torch::silu(gate).mul_(dOut);
        const auto dGate = torch::silu_backward(dOut * up, gate);
        return {dGate, dUp};
    }
};

class QuickGeluFunction : public torch::autograd::Function<QuickGeluFunction> {
public:
    static Tensor forward(AutogradContext* ctx, const Tensor& x)
    {
        ctx->save_for_backward({x});
        return torch::sigmoid(x * kSlope).mul_(x);
    }
    static variable_list backward(AutogradContext* ctx, variable_list gradients)
    {
        const auto x = ctx->get_saved_variables()[0];
        const auto s = torch::sigmoid(x * kSlope);
        return {gradients[0] * (s + (1.0 - s).mul_(s).mul_(x).mul_(kSlope))};
    }
    static constexpr double kSlope = 1.702;
};

} // namespace

Tensor swiGlu(const Tensor& gate, const Tensor& up)
{
    return needsGradient(gate, up) ? SwiGluFunction::apply(gate, up) : torch::silu(gate).mul_(up);
}

Tensor quickGelu(const Tensor& x)
{
    return needsGradient(x) ? QuickGeluFunction::apply(x) : torch::sigmoid(x * QuickGeluFunction::kSlope).mul_(x);
}

Tensor activate(const Tensor& x, Activation activation)
{
    switch (activation) {
    case Activation::Gelu:
        return torch::gelu(x, "none");
    case Activation::GeluTanh:
        return torch::gelu(x, "tanh");
    case Activation::QuickGelu:
        return quickGelu(x);
    case Activation::Silu:
        return torch::silu(x);
    case Activation::Relu:
        return torch::relu(x);
    }
    TORCH_CHECK(false, "unknown activation");
}

Tensor gated(const Tensor& gate, const Tensor& up, Activation activation)
{
    return activation == Activation::Silu ? swiGlu(gate, up) : activate(gate, activation) * up;
}

} // namespace lorikeet::nn
