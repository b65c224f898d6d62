#include "core/nn/grid_vision.h"

#include "core/nn/attention.h"
#include "core/nn/parameter.h"
#include "core/nn/recompute.h"

#include <algorithm>

namespace lorikeet::nn {

using torch::Tensor;

namespace {

constexpr double kEpsilon = 1e-6;

/// Whether autograd must follow `module`: it is trained, or what comes in has been.
bool needsGraph(const Tensor& input, const torch::nn::Module& module)
{
    return torch::GradMode::is_enabled() && (input.requires_grad() || isTrained(module));
}

/// A Linear under a path such as "mlp.0".
std::shared_ptr<Linear> linearAt(torch::nn::Module& owner, const std::string& path, int64_t in, int64_t out, const torch::TensorOptions& options)
{
    const auto dot = path.find('.');
    if (dot == std::string::npos)
        return owner.register_module(path, std::make_shared<Linear>(in, out, /*hasBias=*/true, options));
    const std::string name = path.substr(0, dot);
    const auto children = owner.named_children();
    auto inner = children.contains(name) ? children[name] : owner.register_module(name, std::make_shared<torch::nn::Module>("Sequential"));
    return linearAt(*inner, path.substr(dot + 1), in, out, options);
}

} // namespace

GridNorm::GridNorm(torch::nn::Module& owner, const std::string& name, int64_t width, const GridVisionConfig& config, const torch::TensorOptions& options)
{
    if (config.usesRmsNorm)
        rms_ = owner.register_module(name, std::make_shared<RmsNorm>(width, kEpsilon, options));
    else
        layer_ = owner.register_module(name, std::make_shared<LayerNorm>(width, kEpsilon, options));
}

GridVisionLayer::GridVisionLayer(const GridVisionConfig& config, const torch::TensorOptions& options)
    : torch::nn::Module("GridVisionLayer"), heads_(config.heads), activation_(config.activation), norm1_(*this, "norm1", config.width, config, options),
      norm2_(*this, "norm2", config.width, config, options)
{
    const int64_t d = config.width, wide = config.mlpWidth;
    qkv_ = linearAt(*this, "attn.qkv", d, 3 * d, options);
    proj_ = linearAt(*this, "attn.proj", d, d, options);
    if (config.hasGatedMlp)
        gate_ = linearAt(*this, "mlp.gate_proj", d, wide, options);
    in_ = linearAt(*this, std::string("mlp.").append(config.hasGatedMlp ? "up_proj" : config.names.mlpIn), d, wide, options);
    out_ = linearAt(*this, std::string("mlp.").append(config.hasGatedMlp ? "down_proj" : config.names.mlpOut), wide, d, options);
}

Tensor GridVisionLayer::attend(const Tensor& x, const Rotary& rotary, const std::vector<int64_t>& lengths)
{
    const int64_t patches = x.size(0);
    const auto parts = qkv_->forward(x).view({1, patches, 3 * heads_, -1}); // q, k and v one after the other
    // Queries and keys turn together, in fp32 at least.
    const auto turned = applyRotary(parts.narrow(2, 0, 2 * heads_).to(rotary.cos.scalar_type()), rotary).to(x.scalar_type()).squeeze(0);
    const auto values = parts.squeeze(0).narrow(1, 2 * heads_, heads_);
    return attendWithin(turned.narrow(1, 0, heads_), turned.narrow(1, heads_, heads_), values, lengths, /*isCausal=*/false);
}

Tensor GridVisionLayer::forward(const Tensor& hidden, const Rotary& rotary, const std::vector<int64_t>& lengths)
{
    const auto attended = hidden + proj_->forward(attend(norm1_.forward(hidden), rotary, lengths));
    const auto x = norm2_.forward(attended);
    const auto inner = gate_ ? gated(gate_->forward(x), in_->forward(x), activation_) : activate(in_->forward(x), activation_);
    return attended + out_->forward(inner);
}

GridMerger::GridMerger(const GridVisionConfig& config, bool normsCells, const torch::TensorOptions& options)
    : torch::nn::Module("GridMerger"), cellWidth_(config.cellWidth()), normsCells_(normsCells),
      norm_(*this, config.names.mergerNorm, normsCells ? config.cellWidth() : config.width, config, options),
      in_(linearAt(*this, config.names.mergerIn, config.cellWidth(), config.cellWidth(), options)),
      out_(linearAt(*this, config.names.mergerOut, config.cellWidth(), config.outWidth, options))
{
}

Tensor GridMerger::forward(const Tensor& hidden)
{
    const torch::AutoGradMode grad(needsGraph(hidden, *this));
    const auto cells = normsCells_ ? norm_.forward(hidden.reshape({-1, cellWidth_})) : norm_.forward(hidden).view({-1, cellWidth_});
    return out_->forward(nn::activate(in_->forward(cells), Activation::Gelu));
}

GridVision::GridVision(const GridVisionConfig& config, const torch::TensorOptions& options)
    : torch::nn::Module("GridVision"), config_(config), frequencies_(inverseFrequencies({.theta = config.ropeTheta}, config.width / config.heads / 2))
{
    auto embed = register_module("patch_embed", std::make_shared<torch::nn::Module>("PatchEmbed"));
    auto proj = embed->register_module("proj", std::make_shared<torch::nn::Module>("Conv3d"));
    patchWeight_ = makeParameter(*proj, "weight", {config.width, GridVisionConfig::kChannels, config.temporalPatchSize, config.patchSize, config.patchSize}, options);
    if (config.hasPatchBias)
        patchBias_ = makeParameter(*proj, "bias", {config.width}, options);
    if (config.positionSide > 0) {
        auto learned = register_module("pos_embed", std::make_shared<torch::nn::Module>("Embedding"));
        positions_ = makeParameter(*learned, "weight", {config.positionSide * config.positionSide, config.width}, options);
    }
    auto list = register_module("blocks", std::make_shared<torch::nn::Module>("Layers"));
    for (int64_t i = 0; i < config.layers; ++i)
        layers_.push_back(list->register_module(std::to_string(i), std::make_shared<GridVisionLayer>(config, options)));
    merger_ = register_module("merger", std::make_shared<GridMerger>(config, /*normsCells=*/false, options));
    if (config.deepLayers.empty())
        return;
    auto deep = register_module("deepstack_merger_list", std::make_shared<torch::nn::Module>("Mergers"));
    for (size_t i = 0; i < config.deepLayers.size(); ++i)
        deepMergers_.push_back(deep->register_module(std::to_string(i), std::make_shared<GridMerger>(config, /*normsCells=*/true, options)));
}

Tensor GridVision::embed(const Tensor& pixels, const GridLayout& layout, NamedTensors* probes) const
{
    TORCH_CHECK(pixels.dim() == 2 && pixels.size(1) == config_.patchValues(), "the vision tower takes patches of ", config_.patchValues(), " values, not ", pixels.sizes());
    TORCH_CHECK(pixels.size(0) == layout.positions.size(0), "the grids of the pictures have ", layout.positions.size(0), " patches, but there are pixels for ",
        pixels.size(0));
    const auto dtype = pixels.scalar_type();
    auto hidden = torch::linear(pixels, castTo(patchWeight_, dtype).flatten(1), castTo(patchBias_, dtype)); // [P, D]
    if (probes != nullptr)
        probes->emplace_back("vis.embed", hidden.detach());
    if (positions_.defined()) {
        const auto device = hidden.device();
        const auto learned = positions_.index_select(0, layout.taps.to(device).flatten()).view({-1, 4, config_.width});
        const auto weights = layout.tapWeights.to(device).to(learned.scalar_type()).unsqueeze(-1); // [P, 4, 1]
        hidden = hidden + (learned * weights).sum(1).to(dtype);
    }
    if (layout.order.defined()) {
        const auto cells = hidden.view({-1, config_.cellWidth()});
        hidden = cells.index_select(0, layout.order.to(hidden.device())).view({-1, config_.width});
    }
    return hidden;
}

Rotary GridVision::rotaryFor(const GridLayout& layout, const Tensor& hidden) const
{
    const auto wide = hidden.scalar_type() == torch::kDouble ? torch::kDouble : torch::kFloat;
    const auto angles = (layout.positions.to(wide).unsqueeze(-1) * frequencies_.to(wide)).flatten(1); // [P, d / 2]: rows, then columns
    return makeRotary(angles.to(hidden.device()).unsqueeze(0), wide);
}

GridFeatures GridVision::forward(const Tensor& pixels, const Tensor& grids, NamedTensors* probes)
{
    const auto layout = layoutOf(grids, config_);
    Tensor hidden;
    {
        const bool isTrained = patchWeight_.requires_grad() || (positions_.defined() && positions_.requires_grad()) || (patchBias_.defined() && patchBias_.requires_grad());
        const torch::AutoGradMode grad(torch::GradMode::is_enabled() && isTrained);
        hidden = embed(pixels, layout, probes);
    }
    const auto rotary = rotaryFor(layout, hidden);
    Tensor reading; // the place in the tower of each cell in reading order
    if (layout.order.defined())
        reading = layout.order.argsort().to(hidden.device());
    const auto inReadingOrder = [&](const Tensor& cells) { return reading.defined() ? cells.index_select(0, reading) : cells; };
    GridFeatures features;
    for (size_t i = 0; i < layers_.size(); ++i) {
        const auto number = static_cast<int64_t>(i);
        {
            const torch::AutoGradMode grad(needsGraph(hidden, *layers_[i]));
            auto& layer = *layers_[i];
            hidden = runLayer(layer, hidden, [&layer, rotary, lengths = config_.isFull(number) ? layout.pictures : layout.windows](const Tensor& x) {
                return layer.forward(x, rotary, lengths);
            });
        }
        if (probes != nullptr)
            probes->emplace_back("vis.layer." + std::to_string(i), hidden.detach());
        const auto deep = std::find(config_.deepLayers.begin(), config_.deepLayers.end(), number);
        if (deep != config_.deepLayers.end())
            features.deep.push_back(inReadingOrder(deepMergers_[static_cast<size_t>(deep - config_.deepLayers.begin())]->forward(hidden)));
    }
    const auto merged = merger_->forward(hidden);
    if (probes != nullptr)
        probes->emplace_back("proj.out", merged.detach());
    features.merged = inReadingOrder(merged);
    return features;
}

} // namespace lorikeet::nn
