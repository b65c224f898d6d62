#include "core/nn/decoder.h"

#include "core/nn/activations.h"
#include "core/nn/embedding_noise.h"
#include "core/nn/parameter.h"
#include "core/nn/recompute.h"

#include <algorithm>

namespace lorikeet::nn {

using torch::Tensor;

namespace {

/// Rows of x [B, T, …] at `needed`: [B, M, …]. Rows of a batch of 1 are shared by all.
Tensor rowsAt(const Tensor& x, const NeededPositions& needed)
{
    const auto& index = x.size(0) == 1 && needed.flat.size(0) > 1 ? needed.positions : needed.flat;
    return x.flatten(0, 1).index({index});
}

std::shared_ptr<RmsNorm> makeNorm(const DecoderConfig& config, int64_t width, const torch::TensorOptions& options)
{
    return std::make_shared<RmsNorm>(width, config.rmsNormEps, options, config.normAddsOne);
}

} // namespace

DecoderAttention::DecoderAttention(const DecoderConfig& config, const torch::TensorOptions& options)
    : torch::nn::Module("DecoderAttention"), headDim_(config.headDim), scale_(config.attentionScale)
{
    const auto linear = [&](const char* name, int64_t in, int64_t out, bool hasBias) {
        return register_module(name, std::make_shared<Linear>(in, out, hasBias, options));
    };
    q_ = linear("q_proj", config.hiddenSize, config.heads * headDim_, config.hasQkvBias);
    k_ = linear("k_proj", config.hiddenSize, config.kvHeads * headDim_, config.hasQkvBias);
    v_ = linear("v_proj", config.hiddenSize, config.kvHeads * headDim_, config.hasQkvBias);
    o_ = linear("o_proj", config.heads * headDim_, config.hiddenSize, config.hasOutputBias);
    if (config.normalizesHeads) {
        qNorm_ = register_module("q_norm", makeNorm(config, headDim_, options));
        kNorm_ = register_module("k_norm", makeNorm(config, headDim_, options));
    }
}

Tensor DecoderAttention::heads(Linear& projection, RmsNorm* norm, const Tensor& x, const Rotary& rotary) const
{
    const auto byHead = projection.forward(x).view({x.size(0), x.size(1), -1, headDim_}); // [B, T, heads, d]
    return applyRotary(norm != nullptr ? norm->forward(byHead) : byHead, rotary);
}

Tensor DecoderAttention::forward(const Tensor& x, const DecoderPass& pass, int64_t layer)
{
    const auto q = heads(*q_, qNorm_.get(), x, pass.rotary);
    auto k = heads(*k_, kNorm_.get(), x, pass.rotary);
    auto v = v_->forward(x).view({x.size(0), x.size(1), -1, headDim_});
    if (pass.cache != nullptr) {
        auto& cachedKeys = pass.cache->keys[static_cast<size_t>(layer)];
        auto& cachedValues = pass.cache->values[static_cast<size_t>(layer)];
        // The cache holds [B, heads, T, d].
        cachedKeys = cachedKeys.defined() ? torch::cat({cachedKeys, k.transpose(1, 2)}, 2) : k.transpose(1, 2);
        cachedValues = cachedValues.defined() ? torch::cat({cachedValues, v.transpose(1, 2)}, 2) : v.transpose(1, 2);
        k = cachedKeys.transpose(1, 2);
        v = cachedValues.transpose(1, 2);
    }
    return o_->forward(attend(q, k, v, pass.mask, scale_));
}

Tensor DecoderAttention::forwardAt(const Tensor& x, const DecoderPass& pass, const NeededPositions& needed)
{
    const Rotary rotary{rowsAt(pass.rotary.cos, needed), rowsAt(pass.rotary.sin, needed)};
    const auto q = heads(*q_, qNorm_.get(), rowsAt(x, needed), rotary); // [B, M, H, d]
    const auto k = heads(*k_, kNorm_.get(), x, pass.rotary);
    const auto v = v_->forward(x).view({x.size(0), x.size(1), -1, headDim_});
    const AttentionMask mask{.isCausal = false, .lengths = {}, .allowed = allowedKeys(needed.positions, x.size(1), pass.rules)}; // [B, 1, M, T]
    return o_->forward(attend(q, k, v, mask, scale_));
}

DecoderMlp::DecoderMlp(const DecoderConfig& config, const torch::TensorOptions& options)
    : torch::nn::Module("DecoderMlp"), activation_(config.activation)
{
    gate_ = register_module("gate_proj", std::make_shared<Linear>(config.hiddenSize, config.intermediateSize, config.hasMlpBias, options));
    up_ = register_module("up_proj", std::make_shared<Linear>(config.hiddenSize, config.intermediateSize, config.hasMlpBias, options));
    down_ = register_module("down_proj", std::make_shared<Linear>(config.intermediateSize, config.hiddenSize, config.hasMlpBias, options));
}

Tensor DecoderMlp::forward(const Tensor& x) { return down_->forward(gated(gate_->forward(x), up_->forward(x), activation_)); }

DecoderLayer::DecoderLayer(const DecoderConfig& config, const torch::TensorOptions& options) : torch::nn::Module("DecoderLayer")
{
    const auto norm = [&](const char* name) { return register_module(name, makeNorm(config, config.hiddenSize, options)); };
    attention_ = register_module("self_attn", std::make_shared<DecoderAttention>(config, options));
    mlp_ = register_module("mlp", std::make_shared<DecoderMlp>(config, options));
    inputNorm_ = norm("input_layernorm");
    postAttentionNorm_ = norm("post_attention_layernorm");
    if (config.hasFourNorms) {
        preMlpNorm_ = norm("pre_feedforward_layernorm");
        postMlpNorm_ = norm("post_feedforward_layernorm");
    }
}

Tensor DecoderLayer::finish(const Tensor& hidden, const Tensor& attended)
{
    if (preMlpNorm_ == nullptr) {
        const auto middle = hidden + attended;
        return middle + mlp_->forward(postAttentionNorm_->forward(middle));
    }
    const auto middle = hidden + postAttentionNorm_->forward(attended);
    return middle + postMlpNorm_->forward(mlp_->forward(preMlpNorm_->forward(middle)));
}

Tensor DecoderLayer::forward(const Tensor& hidden, const DecoderPass& pass, int64_t layer)
{
    return finish(hidden, attention_->forward(inputNorm_->forward(hidden), pass, layer));
}

Tensor DecoderLayer::forwardAt(const Tensor& hidden, const DecoderPass& pass, const NeededPositions& needed)
{
    return finish(rowsAt(hidden, needed), attention_->forwardAt(inputNorm_->forward(hidden), pass, needed));
}

Decoder::Decoder(const DecoderConfig& config, const torch::TensorOptions& options)
    : torch::nn::Module("Decoder"), config_(config), rotary_(config.rope, config.headDim),
      slidingRotary_(config.slidingRope.value_or(config.rope), config.headDim)
{
    auto tokens = register_module("embed_tokens", std::make_shared<torch::nn::Module>("Embedding"));
    embedding_ = makeParameter(*tokens, "weight", {config.vocabSize, config.hiddenSize}, options);
    auto list = register_module("layers", std::make_shared<torch::nn::Module>("Layers"));
    for (int64_t i = 0; i < config.layers; ++i)
        layers_.push_back(list->register_module(std::to_string(i), std::make_shared<DecoderLayer>(config, options)));
    norm_ = register_module("norm", makeNorm(config, config.hiddenSize, options));
}

Tensor Decoder::embed(const Tensor& ids, torch::ScalarType dtype) const
{
    const auto rows = embedding_.index({ids.to(embedding_.device())}).to(dtype);
    if (config_.embeddingScale == 1.0)
        return withNoise(rows);
    return withNoise(rows * torch::scalar_tensor(config_.embeddingScale, torch::TensorOptions(dtype)).item<double>());
}

Decoder::Passes Decoder::passesFor(const DecoderInput& input) const
{
    const auto device = input.embeds.device();
    const int64_t past = input.cache != nullptr ? input.cache->length : 0;
    const int64_t first = input.cache != nullptr ? input.cache->nextPosition : 0;
    const int64_t count = input.embeds.size(1);
    const auto positions = input.positions.defined()
        ? input.positions.to(device)
        : torch::arange(first, first + count, torch::TensorOptions(torch::kLong).device(device)).unsqueeze(0);
    const auto onDevice = [&](const Tensor& tensor) { return tensor.defined() ? tensor.to(device) : tensor; };
    Passes passes;
    for (size_t kind = 0; kind < passes.size(); ++kind) {
        const bool slides = kind == 1;
        bool isNeeded = false;
        for (int64_t i = 0; i < config_.layers; ++i)
            isNeeded = isNeeded || config_.slidesIn(i) == slides;
        if (!isNeeded)
            continue;
        auto& pass = passes[kind];
        pass.rotary = (slides ? slidingRotary_ : rotary_).at(positions, input.embeds.scalar_type());
        pass.rules = {.window = slides ? config_.slidingWindow : 0, .pictureBlocks = onDevice(input.pictureBlocks),
            .segments = onDevice(input.segments), .realTokens = input.realTokens};
        pass.mask = makeMask(count, past, pass.rules, device);
        pass.cache = input.cache;
    }
    return passes;
}

Tensor Decoder::runLayer(size_t index, Tensor hidden, const DecoderInput& input, const Passes& passes)
{
    const auto layer = static_cast<int64_t>(index);
    auto& module = *layers_[index];
    hidden = nn::runLayer(module, hidden,
        [&module, pass = passes[config_.slidesIn(layer) ? 1 : 0], layer](const Tensor& x) { return module.forward(x, pass, layer); });
    if (index < input.deepstack.size())
        hidden = hidden.flatten(0, 1).index_add(0, input.featureIndex.to(hidden.device()), input.deepstack[index]).view(hidden.sizes());
    return hidden;
}

Tensor Decoder::forward(const DecoderInput& input)
{
    const auto passes = passesFor(input);
    KvCache* cache = input.cache;
    if (cache != nullptr && cache->keys.empty()) {
        cache->keys.resize(layers_.size());
        cache->values.resize(layers_.size());
    }
    auto hidden = input.embeds;
    for (size_t i = 0; i < layers_.size(); ++i)
        hidden = runLayer(i, hidden, input, passes);
    if (cache != nullptr) {
        const int64_t count = input.embeds.size(1);
        cache->length += count;
        // With pictures, positions may run behind the number of tokens.
        cache->nextPosition = input.positions.defined() ? input.positions.max().item<int64_t>() + 1 : cache->nextPosition + count;
    }
    return hidden;
}

Tensor Decoder::forwardAt(const DecoderInput& input, const NeededPositions& needed)
{
    if (input.deepstack.size() >= layers_.size()) // the last layer's output is changed too: compute all of it
        return forward(input).flatten(0, 1).index({needed.flat}).flatten(0, 1).index({needed.valid});
    const auto passes = passesFor(input);
    auto hidden = input.embeds;
    for (size_t i = 0; i + 1 < layers_.size(); ++i)
        hidden = runLayer(i, hidden, input, passes);
    const auto& pass = passes[config_.slidesIn(config_.layers - 1) ? 1 : 0];
    auto& last = *layers_.back();
    hidden = nn::runLayer(last, hidden, [&last, pass, needed](const Tensor& x) { return last.forwardAt(x, pass, needed); }); // [B, M, D]
    return hidden.flatten(0, 1).index({needed.valid});
}

} // namespace lorikeet::nn
