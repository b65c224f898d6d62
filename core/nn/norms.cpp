#include "core/nn/norms.h"

#include "core/nn/kernels.h"
#include "core/nn/parameter.h"

namespace lorikeet::nn {
namespace {

using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// At least fp32; double stays double for finite differences.
torch::ScalarType wide(torch::ScalarType dtype) { return dtype == torch::kDouble ? torch::kDouble : torch::kFloat; }

struct Normed {
    Tensor output;
    Tensor inverse; ///< [..., 1]
};

Normed normed(const Tensor& x, const Tensor& weight, double eps)
{
    if (kernels::canTake(x) && kernels::canTake(weight)) {
        Normed result{torch::empty_like(x), torch::empty(x.sizes().slice(0, static_cast<size_t>(x.dim()) - 1), x.options()).unsqueeze(-1)};
        kernels::rmsNorm(x, weight, eps, result.output, result.inverse);
        return result;
    }
    const auto xWide = x.to(wide(x.scalar_type()));
    const auto inverse = xWide.square().mean(-1, /*keepdim=*/true).add_(eps).rsqrt_();
    return {(xWide * inverse).to(x.scalar_type()).mul_(castTo(weight, x.scalar_type())), inverse};
}

class RmsNormFunction : public torch::autograd::Function<RmsNormFunction> {
public:
    static Tensor forward(AutogradContext* ctx, const Tensor& x, const Tensor& weight, double eps)
    {
        auto result = normed(x, weight, eps);
        ctx->save_for_backward({x, weight, result.inverse});
        return result.output;
    }

    static variable_list backward(AutogradContext* ctx, variable_list gradients)
    {
        const auto saved = ctx->get_saved_variables();
        const auto &x = saved[0], &weight = saved[1], &inverse = saved[2];
        if (kernels::canTake(x) && kernels::canTake(weight) && kernels::canTake(gradients[0]) && !weight.requires_grad()) {
            auto dX = torch::empty_like(x);
            kernels::rmsNormBackward(gradients[0], x, weight, inverse, dX);
            return {dX, Tensor(), Tensor()};
        }
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
    return normed(x, weight, eps).output;
}

RmsNorm::RmsNorm(int64_t width, double eps, const torch::TensorOptions& options, bool addsOne)
    : torch::nn::Module("RmsNorm"), weight(makeParameter(*this, "weight", {width}, options)), eps_(eps), addsOne_(addsOne)
{
}

Tensor RmsNorm::forward(const Tensor& x)
{
    if (!addsOne_)
        return rmsNorm(x, weight, eps_);
    const auto type = wide(x.scalar_type());
    return rmsNorm(x.to(type), weight.to(type) + 1.0, eps_).to(x.scalar_type());
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
