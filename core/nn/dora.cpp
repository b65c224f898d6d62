#include "core/nn/dora.h"

#include "core/nn/matmul.h"
#include "core/nn/parameter.h"

namespace lorikeet::nn {
namespace {

using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

torch::ScalarType wide(const Tensor& x) { return x.scalar_type() == torch::kDouble ? torch::kDouble : torch::kFloat; }

/// What both directions need besides the tensors that learn.
struct DoraForward {
    Tensor output; ///< [N, out]
    Tensor low;    ///< [N, r] = x' Aᵀ
    Tensor inner;  ///< [N, out] = x' Wᵀ + scale · low Bᵀ
};

DoraForward forwardFlat(const Tensor& x, const Tensor& weight, const Tensor& bias, const Tensor& a, const Tensor& b, const Tensor& gain,
    const Tensor& keep, double scale)
{
    const auto dtype = x.scalar_type();
    const auto w = castTo(weight, dtype);
    const auto dropped = keep.defined() ? x * keep : x;
    DoraForward result;
    result.low = torch::mm(dropped, castTo(a, dtype).t());
    result.inner = affine(dropped, w);
    if (keep.defined())
        result.output = affine(x, w, castTo(bias, dtype)).sub_(result.inner);
    result.inner.addmm_(result.low, castTo(b, dtype).t(), 1.0, scale);
    if (keep.defined())
        result.output.addcmul_(result.inner, gain.to(dtype));
    else
        result.output = result.inner * gain.to(dtype);
    if (!keep.defined() && bias.defined())
        result.output.add_(castTo(bias, dtype));
    return result;
}

class DoraLinearFunction : public torch::autograd::Function<DoraLinearFunction> {
public:
    static Tensor forward(AutogradContext* ctx, const Tensor& x, const Tensor& weight, const std::optional<Tensor>& bias, const Tensor& a,
        const Tensor& b, const Tensor& magnitude, const Tensor& norm, const std::optional<Tensor>& keep, double scale)
    {
        const auto result = forwardFlat(flat(x), weight, bias.value_or(Tensor()), a, b, magnitude / norm, keep.value_or(Tensor()), scale);
        ctx->save_for_backward({x, weight, a, b, magnitude, norm, result.low, result.inner, keep.value_or(Tensor())});
        ctx->saved_data["scale"] = scale;
        ctx->saved_data["trainsBias"] = bias.has_value() && bias->requires_grad();
        auto shape = x.sizes().vec();
        shape.back() = weight.size(0);
        return result.output.view(shape);
    }

    static variable_list backward(AutogradContext* ctx, variable_list gradients)
    {
        const auto saved = ctx->get_saved_variables();
        const auto &weight = saved[1], &a = saved[2], &b = saved[3], &magnitude = saved[4], &norm = saved[5], &low = saved[6], &inner = saved[7],
                   &keep = saved[8];
        const double scale = ctx->saved_data["scale"].toDouble();
        const auto dtype = saved[0].scalar_type();
        const auto x = flat(saved[0]);
        const auto dropped = keep.defined() ? x * keep : x;
        const auto dOut = flat(gradients[0]);
        const auto dInner = dOut * (magnitude / norm).to(dtype);
        const auto dLow = torch::mm(dInner, castTo(b, dtype)).mul_(scale); // [N, r]
        const auto dBase = keep.defined() ? dInner - dOut : dInner;        // of x' Wᵀ

        Tensor dX, dWeight, dBias, dA, dB, dMagnitude;
        if (magnitude.requires_grad())
            dMagnitude = (dOut * inner).sum(0, /*keepdim=*/false, wide(dOut)).div_(norm).to(magnitude.scalar_type());
        if (b.requires_grad())
            dB = torch::mm(dInner.t(), low).mul_(scale).to(b.scalar_type());
        if (a.requires_grad())
            dA = torch::mm(dLow.t(), dropped).to(a.scalar_type());
        if (saved[0].requires_grad()) {
            const auto w = castTo(weight, dtype).t();
            dX = affine(dBase, w).addmm_(dLow, castTo(a, dtype));
            if (keep.defined())
                dX.mul_(keep).add_(affine(dOut, w));
            dX = dX.view(saved[0].sizes());
        }
        if (weight.requires_grad()) {
            dWeight = torch::mm(dBase.t(), dropped).to(weight.scalar_type());
            if (keep.defined())
                dWeight.add_(torch::mm(dOut.t(), x).to(weight.scalar_type()));
        }
        if (ctx->saved_data["trainsBias"].toBool())
            dBias = dOut.sum(0);
        return {dX, dWeight, dBias, dA, dB, dMagnitude, Tensor(), Tensor(), Tensor()};
    }
};

} // namespace

Tensor doraNorm(const Tensor& weight, const Tensor& a, const Tensor& b, double scale)
{
    const torch::NoGradGuard noGrad;
    const auto type = wide(weight);
    const auto w = weight.detach().to(type), down = a.detach().to(type), up = b.detach().to(type);
    // ‖W‖² + 2 scale ⟨W, B A⟩ + scale² ‖B A‖², row by row.
    auto squared = w.square().sum(1);
    squared.add_((torch::mm(w, down.t()).mul_(up)).sum(1), 2.0 * scale);
    squared.add_((torch::mm(up, torch::mm(down, down.t())).mul_(up)).sum(1), scale * scale);
    return squared.clamp_min_(0.0).sqrt_();
}

Tensor doraLinear(const Tensor& x, const Tensor& weight, const Tensor& bias, const Tensor& a, const Tensor& b, const Tensor& magnitude,
    const Tensor& norm, const LoraLinearOptions& options)
{
    const auto keep = dropoutMask(x, options.dropout);
    if (needsGradient(x, weight, bias, a, b, magnitude))
        return DoraLinearFunction::apply(x, weight, ifDefined(bias), a, b, magnitude, norm, ifDefined(keep), options.scale);
    auto shape = x.sizes().vec();
    shape.back() = weight.size(0);
    return forwardFlat(flat(x), weight, bias, a, b, magnitude / norm, keep, options.scale).output.view(shape);
}

} // namespace lorikeet::nn
