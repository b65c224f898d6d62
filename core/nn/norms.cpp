#include "core/nn/norms.h"

#include "core/nn/parameter.h"

namespace lorikeet::nn {
namespace {

using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// At least fp32; double stays double for finite differences.
torch::ScalarType wide(torch::ScalarType dtype) { return dtype == torch::kDouble ? torch::kDouble : torch::kFloat; }

class RmsNormFunction : public torch::autograd::Function<RmsNormFunction> {
public:
    static Tensor forward(AutogradContext* ctx, const Tensor& x, const Tensor& weight, double eps)
    {
        const auto xWide = x.to(wide(x.scalar_type()));
        const auto inverse = xWide.square().mean(-1, /*keepdim=*/true).add_(eps).rsqrt_(); // [..., 1]
        ctx->save_for_backward({x, weight, inverse});
        return (xWide * inverse).to(x.scalar_type()).mul_(castTo(weight, x.scalar_type()));
    }

    static variable_list backward(AutogradContext* ctx, variable_list gradients)
    {
        const auto saved = ctx->get_saved_variables();
        const auto &x = saved[0], &weight = saved[1], &inverse = saved[2];
        const auto type = wide(x.scalar_type());
        const auto normed = x.to(type) * inverse;
        const auto dOut = gradients[0].to(type);
        Tensor dX, dWeight;
        if (ctx->needs_input_grad(1))
            dWeight = (dOut * normed).reshape({-1, x.size(-1)}).sum(0).to(weight.scalar_type());
        if (ctx->needs_input_grad(0)) {
            auto dNormed = dOut * weight.to(type);
            const auto mean = (dNormed * normed).mean(-1, /*keepdim=*/true);
            dX = dNormed.sub_(normed * mean).mul_(inverse).to(x.scalar_type());
        }
        return {dX, dWeight, Tensor()};
    }
};

} // namespace

Tensor rmsNorm(const Tensor& x, const Tensor& weight, double eps)
{
    if (needsGradient(x, weight))
        return RmsNormFunction::apply(x, weight, eps);
    const auto xWide = x.to(wide(x.scalar_type()));
    const auto inverse = xWide.square().mean(-1, true).add_(eps).rsqrt_();
    return (xWide * inverse).to(x.scalar_type()).mul_(castTo(weight, x.scalar_type()));
}

RmsNorm::RmsNorm(int64_t width, double eps, const torch::TensorOptions& options)
    : torch::nn::Module("RmsNorm"), weight(makeParameter(*this, "weight", {width}, options)), eps_(eps)
{
}

LayerNorm::LayerNorm(int64_t width, double eps, const torch::TensorOptions& options)
    : torch::nn::Module("LayerNorm"), weight(makeParameter(*this, "weight", {width}, options)),
      bias(makeParameter(*this, "bias", {width}, options)), eps_(eps)
{
}

Tensor LayerNorm::forward(const Tensor& x)
{
    const auto dtype = x.scalar_type();
    return torch::layer_norm(x, {x.size(-1)}, castTo(weight, dtype), castTo(bias, dtype), eps_);
}

} // namespace lorikeet::nn
