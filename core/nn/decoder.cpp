#include "core/nn/decoder.h"

#include "core/nn/activations.h"
#include "core/nn/parameter.h"

namespace lorikeet::nn {

using torch::Tensor;

DecoderAttention::DecoderAttention(const DecoderConfig& config, const torch::TensorOptions& options)
    : torch::nn::Module("DecoderAttention"), headWidth_(config.headWidth)
{
    const auto linear = [&](const char* name, int64_t in, int64_t out) {
        return register_module(name, std::make_shared<Linear>(in, out, config.hasAttentionBias, options));
    };
    q_ = linear("q_proj", config.width, config.heads * headWidth_);
    k_ = linear("k_proj", config.width, config.keyHeads * headWidth_);
    v_ = linear("v_proj", config.width, config.keyHeads * headWidth_);
    o_ = linear("o_proj", config.heads * headWidth_, config.width);
}

Tensor DecoderAttention::forward(const Tensor& x, const DecoderPass& pass, int64_t layer)
{
    const auto byHead = [&](const Tensor& t) { return t.view({x.size(0), x.size(1), -1, headWidth_}); }; // [B, T, heads, d]
    auto q = applyRotary(byHead(q_->forward(x)), pass.rotary);
    auto k = applyRotary(byHead(k_->forward(x)), pass.rotary);
    auto v = byHead(v_->forward(x));
    if (pass.cache != nullptr) {
        auto& cachedKeys = pass.cache->keys[static_cast<size_t>(layer)];
        auto& cachedValues = pass.cache->values[static_cast<size_t>(layer)];
        // The cache holds [B, heads, T, d].
        cachedKeys = cachedKeys.defined() ? torch::cat({cachedKeys, k.transpose(1, 2)}, 2) : k.transpose(1, 2);
        cachedValues = cachedValues.defined() ? torch::cat({cachedValues, v.transpose(1, 2)}, 2) : v.transpose(1, 2);
        k = cachedKeys.transpose(1, 2);
        v = cachedValues.transpose(1, 2);
    }
    return o_->forward(attend(q, k, v, pass.mask));
}

namespace {

/// Rows of x [B, T, …] at `needed`: [B, M, …]. Rows of a batch of 1 are shared by all.
Tensor rowsAt(const Tensor& x, const NeededPositions& needed)
{
    const auto& index = x.size(0) == 1 && needed.flat.size(0) > 1 ? needed.positions : needed.flat;
    return x.flatten(0, 1).index({index});
}

} // namespace

Tensor DecoderAttention::forwardAt(const Tensor& x, const DecoderPass& pass, const NeededPositions& needed)
{
    const auto byHead = [&](const Tensor& t) { return t.view({t.size(0), t.size(1), -1, headWidth_}); };
    const Rotary rotary{rowsAt(pass.rotary.cos, needed), rowsAt(pass.rotary.sin, needed)};
    const auto q = applyRotary(byHead(q_->forward(rowsAt(x, needed))), rotary); // [B, M, H, d]
    const auto k = applyRotary(byHead(k_->forward(x)), pass.rotary);
    const auto v = byHead(v_->forward(x));
    const auto keys = torch::arange(x.size(1), needed.positions.options());
    const auto allowed = (keys <= needed.positions.unsqueeze(-1)).unsqueeze(1); // [B, 1, M, T]
    return o_->forward(attend(q, k, v, {.isCausal = false, .allowed = allowed}));
}

DecoderMlp::DecoderMlp(const DecoderConfig& config, const torch::TensorOptions& options) : torch::nn::Module("DecoderMlp")
{
    gate_ = register_module("gate_proj", std::make_shared<Linear>(config.width, config.mlpWidth, config.hasMlpBias, options));
    up_ = register_module("up_proj", std::make_shared<Linear>(config.width, config.mlpWidth, config.hasMlpBias, options));
    down_ = register_module("down_proj", std::make_shared<Linear>(config.mlpWidth, config.width, config.hasMlpBias, options));
}

Tensor DecoderMlp::forward(const Tensor& x) { return down_->forward(swiGlu(gate_->forward(x), up_->forward(x))); }

DecoderLayer::DecoderLayer(const DecoderConfig& config, const torch::TensorOptions& options) : torch::nn::Module("DecoderLayer")
{
    attention_ = register_module("self_attn", std::make_shared<DecoderAttention>(config, options));
    mlp_ = register_module("mlp", std::make_shared<DecoderMlp>(config, options));
    inputNorm_ = register_module("input_layernorm", std::make_shared<RmsNorm>(config.width, config.epsilon, options));
    postNorm_ = register_module("post_attention_layernorm", std::make_shared<RmsNorm>(config.width, config.epsilon, options));
}

Tensor DecoderLayer::forward(const Tensor& hidden, const DecoderPass& pass, int64_t layer)
{
    const auto attended = hidden + attention_->forward(inputNorm_->forward(hidden), pass, layer);
    return attended + mlp_->forward(postNorm_->forward(attended));
}

Tensor DecoderLayer::forwardAt(const Tensor& hidden, const DecoderPass& pass, const NeededPositions& needed)
{
    const auto attended = rowsAt(hidden, needed) + attention_->forwardAt(inputNorm_->forward(hidden), pass, needed);
    return attended + mlp_->forward(postNorm_->forward(attended));
}

Decoder::Decoder(const DecoderConfig& config, const torch::TensorOptions& options)
    : torch::nn::Module("Decoder"), config_(config), inverseFrequencies_(inverseFrequencies(config.rope, config.headWidth))
{
    auto tokens = register_module("embed_tokens", std::make_shared<torch::nn::Module>("Embedding"));
    embedding_ = makeParameter(*tokens, "weight", {config.vocabulary, config.width}, options);
    auto list = register_module("layers", std::make_shared<torch::nn::Module>("Layers"));
    for (int64_t i = 0; i < config.layers; ++i)
        layers_.push_back(list->register_module(std::to_string(i), std::make_shared<DecoderLayer>(config, options)));
    norm_ = register_module("norm", std::make_shared<RmsNorm>(config.width, config.epsilon, options));
}

Tensor Decoder::embed(const Tensor& ids, torch::ScalarType dtype) const
{
    return embedding_.index({ids.to(embedding_.device())}).to(dtype);
}

Rotary Decoder::rotaryFor(const Tensor& embeds, const Tensor& positions, int64_t first) const
{
    const auto device = embeds.device();
    const auto where = positions.defined() ? positions.to(device)
                                           : torch::arange(first, first + embeds.size(1), torch::TensorOptions(torch::kLong).device(device)).unsqueeze(0);
    return makeRotary(inverseFrequencies_, where, embeds.scalar_type(), attentionScaling(config_.rope));
}

Tensor Decoder::forward(const Tensor& embeds, const Tensor& positions, const Tensor& realTokens, KvCache* cache)
{
    const int64_t past = cache != nullptr ? cache->length : 0;
    const int64_t first = cache != nullptr ? cache->nextPosition : 0;
    const int64_t count = embeds.size(1);
    const DecoderPass pass{.rotary = rotaryFor(embeds, positions, first), .mask = causalMask(count, past, realTokens, embeds.device()), .cache = cache};
    if (cache != nullptr && cache->keys.empty()) {
        cache->keys.resize(layers_.size());
        cache->values.resize(layers_.size());
    }
    auto hidden = embeds;
    for (size_t i = 0; i < layers_.size(); ++i)
        hidden = layers_[i]->forward(hidden, pass, static_cast<int64_t>(i));
    if (cache != nullptr) {
        cache->length += count;
        cache->nextPosition = first + count;
    }
    return hidden;
}

Tensor Decoder::forwardAt(const Tensor& embeds, const Tensor& positions, const NeededPositions& needed)
{
    const DecoderPass pass{.rotary = rotaryFor(embeds, positions, 0), .mask = {.isCausal = embeds.size(1) > 1, .allowed = {}}, .cache = nullptr};
    auto hidden = embeds;
    for (size_t i = 0; i + 1 < layers_.size(); ++i)
        hidden = layers_[i]->forward(hidden, pass, static_cast<int64_t>(i));
    hidden = layers_.back()->forwardAt(hidden, pass, needed); // [B, M, D]
    return hidden.flatten(0, 1).index({needed.valid});
}

} // namespace lorikeet::nn
