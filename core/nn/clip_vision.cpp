#include "core/nn/clip_vision.h"

#include "core/nn/attention.h"
#include "core/nn/parameter.h"
#include "core/nn/recompute.h"

#include <algorithm>

namespace lorikeet::nn {

using torch::Tensor;

ClipLayer::ClipLayer(const ClipVisionConfig& config, const torch::TensorOptions& options)
    : torch::nn::Module("ClipLayer"), heads_(config.heads), activation_(config.activation)
{
    auto attention = register_module("self_attn", std::make_shared<torch::nn::Module>("ClipAttention"));
    const auto linear = [&](torch::nn::Module& owner, const char* name, int64_t in, int64_t out) {
        return owner.register_module(name, std::make_shared<Linear>(in, out, /*hasBias=*/true, options));
    };
    k_ = linear(*attention, "k_proj", config.hiddenSize, config.hiddenSize);
    v_ = linear(*attention, "v_proj", config.hiddenSize, config.hiddenSize);
    q_ = linear(*attention, "q_proj", config.hiddenSize, config.hiddenSize);
    out_ = linear(*attention, "out_proj", config.hiddenSize, config.hiddenSize);
    norm1_ = register_module("layer_norm1", std::make_shared<LayerNorm>(config.hiddenSize, config.layerNormEps, options));
    auto mlp = register_module("mlp", std::make_shared<torch::nn::Module>("ClipMlp"));
    fc1_ = linear(*mlp, "fc1", config.hiddenSize, config.intermediateSize);
    fc2_ = linear(*mlp, "fc2", config.intermediateSize, config.hiddenSize);
    norm2_ = register_module("layer_norm2", std::make_shared<LayerNorm>(config.hiddenSize, config.layerNormEps, options));
}

Tensor ClipLayer::forward(const Tensor& hidden)
{
    const auto x = norm1_->forward(hidden);
    const auto byHead = [&](const Tensor& t) { return t.view({x.size(0), x.size(1), heads_, -1}); }; // [N, P+1, H, d]
    const auto attended = hidden + out_->forward(attend(byHead(q_->forward(x)), byHead(k_->forward(x)), byHead(v_->forward(x)), {}));
    return attended + fc2_->forward(activate(fc1_->forward(norm2_->forward(attended)), activation_));
}

ClipVision::ClipVision(const ClipVisionConfig& config, const torch::TensorOptions& options) : torch::nn::Module("ClipVision"), config_(config)
{
    const int64_t side = config.imageSize / config.patchSize;
    auto embeddings = register_module("embeddings", std::make_shared<torch::nn::Module>("ClipEmbeddings"));
    classEmbedding_ = makeParameter(*embeddings, "class_embedding", {config.hiddenSize}, options);
    auto patch = embeddings->register_module("patch_embedding", std::make_shared<torch::nn::Module>("Conv2d"));
    patchWeight_ = makeParameter(*patch, "weight", {config.hiddenSize, config.channels, config.patchSize, config.patchSize}, options);
    auto position = embeddings->register_module("position_embedding", std::make_shared<torch::nn::Module>("Embedding"));
    positions_ = makeParameter(*position, "weight", {side * side + 1, config.hiddenSize}, options);
    preNorm_ = register_module("pre_layrnorm", std::make_shared<LayerNorm>(config.hiddenSize, config.layerNormEps, options));
    auto encoder = register_module("encoder", std::make_shared<torch::nn::Module>("ClipEncoder"));
    auto list = encoder->register_module("layers", std::make_shared<torch::nn::Module>("Layers"));
    for (int64_t i = 0; i < config.layers; ++i)
        layers_.push_back(list->register_module(std::to_string(i), std::make_shared<ClipLayer>(config, options)));
    postNorm_ = register_module("post_layernorm", std::make_shared<LayerNorm>(config.hiddenSize, config.layerNormEps, options));
}

Tensor ClipVision::embed(const Tensor& pixels) const
{
    TORCH_CHECK(pixels.dim() == 4 && pixels.size(1) == config_.channels && pixels.size(2) == config_.imageSize && pixels.size(3) == config_.imageSize,
        "the vision tower takes pictures of ", config_.imageSize, "x", config_.imageSize, ", not ", pixels.sizes());
    const auto dtype = pixels.scalar_type();
    const auto patches = torch::conv2d(pixels, castTo(patchWeight_, dtype), {}, config_.patchSize).flatten(2).transpose(1, 2); // [N, P, D]
    const auto first = castTo(classEmbedding_, dtype).expand({pixels.size(0), 1, config_.hiddenSize});
    return torch::cat({first, patches}, 1) + castTo(positions_, dtype);
}

std::vector<Tensor> ClipVision::hiddenStates(const Tensor& pixels, const std::vector<int64_t>& indices, NamedTensors* probes)
{
    const int64_t last = *std::max_element(indices.begin(), indices.end());
    const auto embedded = embed(pixels);
    if (probes != nullptr)
        probes->emplace_back("vis.embed", embedded.detach());
    std::vector<Tensor> states{preNorm_->forward(embedded)};
    for (size_t i = 0; i < layers_.size(); ++i) {
        if (static_cast<int64_t>(i) >= last && probes == nullptr)
            break;
        auto& layer = *layers_[i];
        states.push_back(runLayer(layer, states.back(), [&layer](const Tensor& x) { return layer.forward(x); }));
        if (probes != nullptr)
            probes->emplace_back("vis.layer." + std::to_string(i), states.back().detach());
        else if (std::find(indices.begin(), indices.end(), static_cast<int64_t>(i)) == indices.end())
            states[i] = Tensor(); // nobody asks for the layer's input
    }
    std::vector<Tensor> chosen;
    for (const auto index : indices)
        chosen.push_back(states.at(static_cast<size_t>(index)));
    return chosen;
}

Tensor ClipVision::features(const Tensor& pixels, const std::vector<int64_t>& indices, bool dropsClassToken, NamedTensors* probes)
{
    const torch::AutoGradMode grad(torch::GradMode::is_enabled() && isTrained(*this));
    auto states = hiddenStates(pixels, indices, probes);
    if (dropsClassToken) {
        for (auto& state : states)
            state = state.narrow(1, 1, state.size(1) - 1);
    }
    return states.size() == 1 ? states.front() : torch::cat(states, -1);
}

} // namespace lorikeet::nn
