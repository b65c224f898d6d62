#include "core/nn/siglip_vision.h"

#include "core/nn/parameter.h"
#include "core/nn/recompute.h"

namespace lorikeet::nn {

using torch::Tensor;

SiglipVision::SiglipVision(const SiglipVisionConfig& config, const torch::TensorOptions& options) : torch::nn::Module("SiglipVision"), config_(config)
{
    const int64_t d = config.hiddenSize, side = config.patchesPerSide();
    auto embeddings = register_module("embeddings", std::make_shared<torch::nn::Module>("SiglipEmbeddings"));
    auto patch = embeddings->register_module("patch_embedding", std::make_shared<torch::nn::Module>("Conv2d"));
    patchWeight_ = makeParameter(*patch, "weight", {d, config.channels, config.patchSize, config.patchSize}, options);
    patchBias_ = makeParameter(*patch, "bias", {d}, options);
    auto position = embeddings->register_module("position_embedding", std::make_shared<torch::nn::Module>("Embedding"));
    positions_ = makeParameter(*position, "weight", {side * side, d}, options);
    auto encoder = register_module("encoder", std::make_shared<torch::nn::Module>("SiglipEncoder"));
    auto list = encoder->register_module("layers", std::make_shared<torch::nn::Module>("Layers"));
    for (int64_t i = 0; i < config.layers; ++i)
        layers_.push_back(list->register_module(std::to_string(i), std::make_shared<ClipLayer>(config, options)));
    postNorm_ = register_module("post_layernorm", std::make_shared<LayerNorm>(d, config.layerNormEps, options));
    if (config.hasHead)
        addHead(options);
}

void SiglipVision::addHead(const torch::TensorOptions& options)
{
    const int64_t d = config_.hiddenSize;
    auto head = register_module("head", std::make_shared<torch::nn::Module>("SiglipHead"));
    makeParameter(*head, "probe", {1, 1, d}, options);
    auto attention = head->register_module("attention", std::make_shared<torch::nn::Module>("MultiheadAttention"));
    makeParameter(*attention, "in_proj_weight", {3 * d, d}, options);
    makeParameter(*attention, "in_proj_bias", {3 * d}, options);
    attention->register_module("out_proj", std::make_shared<Linear>(d, d, /*hasBias=*/true, options));
    head->register_module("layernorm", std::make_shared<LayerNorm>(d, config_.layerNormEps, options));
    auto mlp = head->register_module("mlp", std::make_shared<torch::nn::Module>("SiglipMlp"));
    mlp->register_module("fc1", std::make_shared<Linear>(d, config_.intermediateSize, /*hasBias=*/true, options));
    mlp->register_module("fc2", std::make_shared<Linear>(config_.intermediateSize, d, /*hasBias=*/true, options));
}

Tensor SiglipVision::embed(const Tensor& pixels, const Tensor& positions) const
{
    TORCH_CHECK(pixels.dim() == 4 && pixels.size(1) == config_.channels, "the vision tower takes pictures of ", config_.channels, " channels, not ", pixels.sizes());
    const auto dtype = pixels.scalar_type();
    const auto patches = torch::conv2d(pixels, castTo(patchWeight_, dtype), castTo(patchBias_, dtype), config_.patchSize).flatten(2).transpose(1, 2); // [N, P, D]
    auto table = castTo(positions_, dtype);
    if (positions.defined())
        table = table.index_select(0, positions);
    TORCH_CHECK(table.size(0) == patches.size(1), "pictures of ", pixels.size(2), "x", pixels.size(3), " make ", patches.size(1), " patches, but there are ",
        table.size(0), " positions");
    return patches + table;
}

Tensor SiglipVision::forward(const Tensor& pixels, const Tensor& positions, NamedTensors* probes)
{
    const torch::AutoGradMode grad(torch::GradMode::is_enabled() && isTrained(*this));
    auto hidden = embed(pixels, positions);
    if (probes != nullptr)
        probes->emplace_back("vis.embed", hidden.detach());
    for (size_t i = 0; i < layers_.size(); ++i) {
        auto& layer = *layers_[i];
        hidden = runLayer(layer, hidden, [&layer](const Tensor& x) { return layer.forward(x); });
        if (probes != nullptr)
            probes->emplace_back("vis.layer." + std::to_string(i), hidden.detach());
    }
    return postNorm_->forward(hidden);
}

} // namespace lorikeet::nn
