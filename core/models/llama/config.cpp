#include "core/models/llama/config.h"

#include <array>

namespace lorikeet {
namespace {

RopeConfig readRope(const ConfigReader& config)
{
    RopeConfig rope;
    rope.theta = config.numberOr("rope_theta", rope.theta);
    const int64_t maxPositions = config.countOr("max_position_embeddings", 2'048);
    rope.originalMaxPositions = static_cast<double>(maxPositions);
    const char* key = config.has("rope_parameters") ? "rope_parameters" : "rope_scaling";
    if (!config.has(key))
        return rope;
    const ConfigReader scaling = config.child(key);
    rope.type = scaling.wordOr("rope_type", scaling.wordOr("type", "default"));
    static constexpr std::array<std::string_view, 4> kKnown{"default", "linear", "llama3", "yarn"};
    if (std::find(kKnown.begin(), kKnown.end(), rope.type) == kKnown.end())
        scaling.fail("rope_type", "is \"" + rope.type + "\"; supported are default, linear, llama3 and yarn");
    rope.theta = scaling.numberOr("rope_theta", rope.theta);
    rope.factor = scaling.numberOr("factor", rope.factor);
    rope.lowFreqFactor = scaling.numberOr("low_freq_factor", rope.lowFreqFactor);
    rope.highFreqFactor = scaling.numberOr("high_freq_factor", rope.highFreqFactor);
    rope.originalMaxPositions = static_cast<double>(scaling.countOr("original_max_position_embeddings", maxPositions));
    rope.betaFast = scaling.numberOr("beta_fast", rope.betaFast);
    rope.betaSlow = scaling.numberOr("beta_slow", rope.betaSlow);
    rope.attentionFactor = scaling.number("attention_factor");
    rope.mscale = scaling.number("mscale");
    rope.mscaleAllDim = scaling.number("mscale_all_dim");
    rope.truncates = scaling.flagOr("truncate", true);
    if (!(rope.factor > 0.0))
        scaling.fail("factor", "must be above 0");
    return rope;
}

void addLinear(std::vector<ParameterInfo>& list, const std::string& name, int64_t out, int64_t in, bool hasBias)
{
    list.push_back({name + ".weight", {out, in}, ModelPart::Language, true});
    if (hasBias)
        list.push_back({name + ".bias", {out}, ModelPart::Language, false});
}

} // namespace

LlamaConfig LlamaConfig::from(const ConfigReader& config, Missing missing)
{
    LlamaConfig result;
    const auto read = [&](const char* key, int64_t fallback, int64_t maximum) {
        return missing == Missing::IsError ? config.count(key, 1, maximum) : config.countOr(key, fallback, 1, maximum);
    };
    result.vocabSize = read("vocab_size", result.vocabSize, 10'000'000);
    result.hiddenSize = read("hidden_size", result.hiddenSize, 1'000'000);
    result.intermediateSize = read("intermediate_size", result.intermediateSize, 10'000'000);
    result.layers = read("num_hidden_layers", result.layers, 10'000);
    result.heads = read("num_attention_heads", result.heads, 100'000);
    result.kvHeads = config.countOr("num_key_value_heads", result.heads, 1, 100'000);
    if (!config.has("head_dim") && result.hiddenSize % result.heads != 0)
        config.fail("num_attention_heads", "does not divide hidden_size, and there is no head_dim");
    result.headDim = config.countOr("head_dim", result.hiddenSize / result.heads, 1, 100'000);
    if (result.heads % result.kvHeads != 0)
        config.fail("num_key_value_heads", "does not divide num_attention_heads");
    if (result.headDim % 2 != 0)
        config.fail("head_dim", "is odd; rotary positions need an even one");
    if (const std::string act = config.wordOr("hidden_act", "silu"); act != "silu")
        config.fail("hidden_act", "is \"" + act + "\"; supported is silu");
    result.rmsNormEps = config.numberOr("rms_norm_eps", result.rmsNormEps);
    result.hasAttentionBias = config.flagOr("attention_bias", false);
    result.hasMlpBias = config.flagOr("mlp_bias", false);
    result.tiesEmbeddings = config.flagOr("tie_word_embeddings", false);
    result.rope = readRope(config);
    return result;
}

std::vector<ParameterInfo> llamaParameters(const LlamaConfig& config, const std::string& prefix)
{
    std::vector<ParameterInfo> list;
    const int64_t d = config.hiddenSize;
    const int64_t queries = config.heads * config.headDim;
    const int64_t keys = config.kvHeads * config.headDim;
    list.push_back({prefix + "embed_tokens.weight", {config.vocabSize, d}, ModelPart::Language, false});
    for (int64_t i = 0; i < config.layers; ++i) {
        const std::string layer = prefix + "layers." + std::to_string(i) + ".";
        addLinear(list, layer + "self_attn.q_proj", queries, d, config.hasAttentionBias);
        addLinear(list, layer + "self_attn.k_proj", keys, d, config.hasAttentionBias);
        addLinear(list, layer + "self_attn.v_proj", keys, d, config.hasAttentionBias);
        addLinear(list, layer + "self_attn.o_proj", d, queries, config.hasAttentionBias);
        addLinear(list, layer + "mlp.gate_proj", config.intermediateSize, d, config.hasMlpBias);
        addLinear(list, layer + "mlp.up_proj", config.intermediateSize, d, config.hasMlpBias);
        addLinear(list, layer + "mlp.down_proj", d, config.intermediateSize, config.hasMlpBias);
        list.push_back({layer + "input_layernorm.weight", {d}, ModelPart::Language, false});
        list.push_back({layer + "post_attention_layernorm.weight", {d}, ModelPart::Language, false});
    }
    list.push_back({prefix + "norm.weight", {d}, ModelPart::Language, false});
    if (!config.tiesEmbeddings)
        list.push_back({"lm_head.weight", {config.vocabSize, d}, ModelPart::Language, true});
    return list;
}

} // namespace lorikeet
