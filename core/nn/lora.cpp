#include "core/nn/lora.h"

#include "core/nn/matmul.h"
#include "core/nn/parameter.h"

namespace lorikeet::nn {
namespace {

using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

struct LoraForward {
    Tensor output; ///< [N, out]
    Tensor low;    ///< [N, r] = dropout(x) Aᵀ
};

LoraForward forwardFlat(const Tensor& x, const Tensor& weight, const Tensor& bias, const Tensor& a, const Tensor& b, const Tensor& keep, double scale)
{
    const auto dtype = x.scalar_type();
    LoraForward result;
    result.output = affine(x, castTo(weight, dtype), castTo(bias, dtype));
    result.low = torch::mm(keep.defined() ? x * keep : x, castTo(a, dtype).t());
    result.output.addmm_(result.low, castTo(b, dtype).t(), 1.0, scale);
    return result;
}

class LoraLinearFunction : public torch::autograd::Function<LoraLinearFunction> {
public:
    static Tensor forward(AutogradContext* ctx, const Tensor& x, const Tensor& weight, const std::optional<Tensor>& bias, const Tensor& a,
        const Tensor& b, const std::optional<Tensor>& keep, double scale)
    {
        const auto result = forwardFlat(flat(x), weight, bias.value_or(Tensor()), a, b, keep.value_or(Tensor()), scale);
        ctx->save_for_backward({x, weight, a, b, result.low, keep.value_or(Tensor())});
        ctx->saved_data["scale"] = scale;
        ctx->saved_data["trainsBias"] = bias.has_value() && bias->requires_grad();
        auto shape = x.sizes().vec();
        shape.back() = weight.size(0);
        return result.output.view(shape);
    }

    static variable_list backward(AutogradContext* ctx, variable_list gradients)
    {
        const auto saved = ctx->get_saved_variables();
        const auto &weight = saved[1], &a = saved[2], &b = saved[3], &low = saved[4], &keep = saved[5];
        const double scale = ctx->saved_data["scale"].toDouble();
        const auto dtype = saved[0].scalar_type();
        const auto x = flat(saved[0]);
        const auto dOut = flat(gradients[0]);

        const auto dLow = torch::mm(dOut, castTo(b, dtype)).mul_(scale); // [N, r]
        Tensor dX, dWeight, dBias, dA, dB;
        if (b.requires_grad())
            dB = torch::mm(dOut.t(), low).mul_(scale).to(b.scalar_type());
        if (a.requires_grad())
            dA = torch::mm(dLow.t(), keep.defined() ? x * keep : x).to(a.scalar_type());
        if (saved[0].requires_grad()) {
            dX = affine(dOut, castTo(weight, dtype).t());
            if (keep.defined())
                dX.add_(torch::mm(dLow, castTo(a, dtype)).mul_(keep));
            else
                dX.addmm_(dLow, castTo(a, dtype));
            dX = dX.view(saved[0].sizes());
        }
        if (weight.requires_grad())
            dWeight = torch::mm(dOut.t(), x).to(weight.scalar_type());
        if (ctx->saved_data["trainsBias"].toBool())
            dBias = dOut.sum(0);
        return {dX, dWeight, dBias, dA, dB, Tensor(), Tensor()};
    }
};

} // namespace

Tensor dropoutMask(const Tensor& x, double probability)
{
    if (probability <= 0)
        return {};
    return torch::empty({x.numel() / x.size(-1), x.size(-1)}, x.options()).bernoulli_(1.0 - probability).div_(1.0 - probability);
}

Tensor loraLinear(const Tensor& x, const Tensor& weight, const Tensor& bias, const Tensor& a, const Tensor& b, const LoraLinearOptions& options)
{
    const auto keep = dropoutMask(x, options.dropout);
    if (needsGradient(x, weight, bias, a, b))
        return LoraLinearFunction::apply(x, weight, ifDefined(bias), a, b, ifDefined(keep), options.scale);
    auto shape = x.sizes().vec();
    shape.back() = weight.size(0);
    return forwardFlat(flat(x), weight, bias, a, b, keep, options.scale).output.view(shape);
}

} // namespace lorikeet::nn
