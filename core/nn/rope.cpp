#include "core/nn/rope.h"

#include "core/nn/kernels.h"
#include "core/nn/parameter.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace lorikeet::nn {
namespace {

using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// The two halves of x turned by the angle whose cosine and sine are given, or back again.
Tensor rotate(const Tensor& given, const Tensor& cos, const Tensor& positive, bool isBack)
{
    const auto x = given.contiguous();
    if (kernels::canTake(x) && kernels::canTake(cos) && kernels::canTake(positive)) {
        auto out = torch::empty_like(x);
        kernels::rotate(x, cos, positive, isBack ? -1.0F : 1.0F, out);
        return out;
    }
    const auto sin = isBack ? -positive : positive;
    const auto halves = x.chunk(2, -1);
    auto out = torch::empty_like(x, torch::MemoryFormat::Contiguous);
    auto outHalves = out.chunk(2, -1);
    torch::mul_out(outHalves[0], halves[0], cos);
    outHalves[0].addcmul_(halves[1], sin, -1.0);
    torch::mul_out(outHalves[1], halves[1], cos);
    outHalves[1].addcmul_(halves[0], sin);
    return out;
}

class RotaryFunction : public torch::autograd::Function<RotaryFunction> {
public:
    static Tensor forward(AutogradContext* ctx, const Tensor& x, const Tensor& cos, const Tensor& sin)
    {
        ctx->save_for_backward({cos, sin});
        return rotate(x, cos, sin, false);
    }
    static variable_list backward(AutogradContext* ctx, variable_list gradients)
    {
        const auto saved = ctx->get_saved_variables();
        return {rotate(gradients[0], saved[0], saved[1], true), Tensor(), Tensor()};
    }
};

/// @see transformers' _compute_yarn_parameters
Tensor yarnFrequencies(const RopeConfig& config, const Tensor& plain, int64_t headDim)
{
    const auto dim = static_cast<double>(headDim);
    const auto correction = [&](double rotations) {
        return dim * std::log(config.originalMaxPositions / (rotations * 2.0 * std::numbers::pi)) / (2.0 * std::log(config.theta));
    };
    double low = correction(config.betaFast), high = correction(config.betaSlow);
    if (config.truncates) {
        low = std::floor(low);
        high = std::ceil(high);
    }
    low = std::max(low, 0.0);
    high = std::min(high, dim - 1.0);
    if (low == high)
        high += 0.001;
    const auto ramp = ((torch::arange(headDim / 2, torch::kFloat) - low) / (high - low)).clamp(0.0, 1.0);
    return plain / config.factor * ramp + plain * (1.0 - ramp);
}

} // namespace

double attentionScaling(const RopeConfig& config)
{
    if (config.type != "yarn")
        return 1.0;
    if (config.attentionFactor)
        return *config.attentionFactor;
    const auto scale = [&](double mscale) { return config.factor <= 1.0 ? 1.0 : 0.1 * mscale * std::log(config.factor) + 1.0; };
    if (config.mscale.value_or(0.0) != 0.0 && config.mscaleAllDim.value_or(0.0) != 0.0)
        return scale(*config.mscale) / scale(*config.mscaleAllDim);
    return scale(1.0);
}

Tensor inverseFrequencies(const RopeConfig& config, int64_t headDim)
{
    const auto exponent = torch::arange(0, headDim, 2, torch::kFloat) / static_cast<double>(headDim);
    const auto plain = 1.0 / torch::pow(config.theta, exponent);
    if (config.type == "default")
        return plain;
    if (config.type == "linear")
        return plain / config.factor;
    if (config.type == "yarn")
        return yarnFrequencies(config, plain, headDim);
    TORCH_CHECK(config.type == "llama3", "rope type ", config.type, " is not built");
    const auto wavelength = 2.0 * std::numbers::pi / plain;
    const double longest = config.originalMaxPositions / config.lowFreqFactor;
    const double shortest = config.originalMaxPositions / config.highFreqFactor;
    const auto scaled = torch::where(wavelength > longest, plain / config.factor, plain);
    const auto smooth = (config.originalMaxPositions / wavelength - config.lowFreqFactor) / (config.highFreqFactor - config.lowFreqFactor);
    const auto between = (1.0 - smooth) * scaled / config.factor + smooth * scaled;
    return torch::where((wavelength < shortest).logical_or(wavelength > longest), scaled, between);
}

Rotary makeRotary(const Tensor& inverseFrequencies, const Tensor& positions, torch::ScalarType dtype, double scaling)
{
    const auto type = dtype == torch::kDouble ? torch::kDouble : torch::kFloat;
    const auto angles = positions.to(type).unsqueeze(-1) * inverseFrequencies.to(positions.device(), type); // [B, T, headDim/2]
    return {angles.cos().mul_(scaling).to(dtype).unsqueeze(2), angles.sin().mul_(scaling).to(dtype).unsqueeze(2)};
}

Tensor applyRotary(const Tensor& x, const Rotary& rotary)
{
    if (needsGradient(x))
        return RotaryFunction::apply(x, rotary.cos, rotary.sin);
    return rotate(x, rotary.cos, rotary.sin, false);
}

} // namespace lorikeet::nn
