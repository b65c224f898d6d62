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

/// @see transformers' _compute_llama3_parameters
Tensor llama3Frequencies(const RopeConfig& config, const Tensor& plain)
{
    const auto wavelength = 2.0 * std::numbers::pi / plain;
    const double longest = config.originalMaxPositions / config.lowFreqFactor;
    const double shortest = config.originalMaxPositions / config.highFreqFactor;
    const auto scaled = torch::where(wavelength > longest, plain / config.factor, plain);
    const auto smooth = (config.originalMaxPositions / wavelength - config.lowFreqFactor) / (config.highFreqFactor - config.lowFreqFactor);
    const auto between = (1.0 - smooth) * scaled / config.factor + smooth * scaled;
    return torch::where((wavelength < shortest).logical_or(wavelength > longest), scaled, between);
}

/// What cos and sin are multiplied with: 1 except for yarn.
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

/// Which axis (time, row, column) turns each frequency: one section after the other, or taking turns after the time axis.
Tensor mropeAxes(const RopeConfig& config, int64_t frequencies)
{
    std::vector<int64_t> axes;
    if (config.interleavesMrope) {
        axes.assign(static_cast<size_t>(frequencies), 0);
        for (int64_t axis = 1; axis < 3; ++axis)
            for (int64_t i = axis; i < std::min(frequencies, 3 * config.mropeSection[static_cast<size_t>(axis)]); i += 3)
                axes[static_cast<size_t>(i)] = axis;
    } else {
        for (size_t axis = 0; axis < config.mropeSection.size(); ++axis)
            axes.insert(axes.end(), static_cast<size_t>(config.mropeSection[axis]), static_cast<int64_t>(axis));
    }
    TORCH_CHECK(static_cast<int64_t>(axes.size()) == frequencies, "mrope_section covers ", axes.size(), " of ", frequencies, " frequencies");
    return torch::tensor(axes, torch::kLong);
}

} // namespace

Tensor inverseFrequencies(const RopeConfig& config, int64_t headDim, int64_t length)
{
    const auto exponent = torch::arange(0, headDim, 2, torch::kFloat) / static_cast<double>(headDim);
    double theta = config.theta;
    if (config.type == "dynamic") {
        const double reach = std::max(static_cast<double>(length), config.maxPositions) / config.maxPositions;
        const auto dim = static_cast<double>(headDim);
        theta *= std::pow(config.factor * reach - (config.factor - 1.0), dim / (dim - 2.0));
    }
    const auto plain = 1.0 / torch::pow(theta, exponent);
    if (config.type == "default" || config.type == "dynamic")
        return plain;
    if (config.type == "linear")
        return plain / config.factor;
    if (config.type == "yarn")
        return yarnFrequencies(config, plain, headDim);
    TORCH_CHECK(config.type == "llama3", "rope type ", config.type, " is not built");
    return llama3Frequencies(config, plain);
}

RotaryTable::RotaryTable(const RopeConfig& config, int64_t headDim)
    : config_(config), headDim_(headDim), frequencies_(inverseFrequencies(config, headDim)), scaling_(attentionScaling(config))
{
    if (!config.mropeSection.empty())
        axes_ = mropeAxes(config, headDim / 2);
}

Rotary RotaryTable::at(const Tensor& positions, torch::ScalarType dtype) const
{
    const auto type = dtype == torch::kDouble ? torch::kDouble : torch::kFloat;
    auto frequencies = frequencies_;
    if (config_.type == "dynamic") // grows with the longest sequence
        frequencies = inverseFrequencies(config_, headDim_, positions.max().item<int64_t>() + 1);
    frequencies = frequencies.to(positions.device(), type);
    if (positions.dim() == 2)
        return makeRotary(positions.to(type).unsqueeze(-1) * frequencies, dtype, scaling_);
    TORCH_CHECK(axes_.defined(), "positions of ", positions.size(0), " axes for a model with one");
    const auto own = positions.to(type).index_select(0, axes_.to(positions.device())); // [headDim/2, B, T]
    return makeRotary(own.permute({1, 2, 0}) * frequencies, dtype, scaling_);
}

Rotary makeRotary(const Tensor& angles, torch::ScalarType dtype, double scaling)
{
    return {angles.cos().mul_(scaling).to(dtype).unsqueeze(2).contiguous(), angles.sin().mul_(scaling).to(dtype).unsqueeze(2).contiguous()};
}

Tensor applyRotary(const Tensor& x, const Rotary& rotary)
{
    if (needsGradient(x))
        return RotaryFunction::apply(x, rotary.cos, rotary.sin);
    return rotate(x, rotary.cos, rotary.sin, false);
}

} // namespace lorikeet::nn
