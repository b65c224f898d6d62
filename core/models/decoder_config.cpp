#include "core/models/decoder_config.h"

#include "core/models/parameter_list.h"

#include <fmt/format.h>

namespace lorikeet {
namespace {

void readWidths(const ConfigReader& config, Missing missing, DecoderConfig& result)
{
    const auto read = [&](const char* key, int64_t fallback, int64_t maximum) {
        return missing == Missing::IsError ? config.count(key, 1, maximum) : config.countOr(key, fallback, 1, maximum);
    };
    result.vocabSize = read("vocab_size", result.vocabSize, 10'000'000);
    result.hiddenSize = read("hidden_size", result.hiddenSize, 1'000'000);
    result.intermediateSize = read("intermediate_size", result.intermediateSize, 10'000'000);
    result.layers = read("num_hidden_layers", result.layers, 10'000);
    result.heads = read("num_attention_heads", result.heads, 100'000);
}

void readHeads(const ConfigReader& config, DecoderConfig& result)
{
    const int64_t kvFallback = result.kvHeads > 0 ? result.kvHeads : result.heads;
    result.kvHeads = config.countOr("num_key_value_heads", kvFallback, 1, 100'000);
    if (!config.has("head_dim") && result.headDim == 0 && result.hiddenSize % result.heads != 0)
        config.fail("num_attention_heads", "does not divide hidden_size, and there is no head_dim");
    result.headDim = config.countOr("head_dim", result.headDim > 0 ? result.headDim : result.hiddenSize / result.heads, 1, 100'000);
    if (result.heads % result.kvHeads != 0)
        config.fail("num_key_value_heads", "does not divide num_attention_heads");
    if (result.headDim % 2 != 0)
        config.fail("head_dim", "is odd; rotary positions need an even one");
}

const ModelFamily* textFamily(const std::string& type)
{
    for (const ModelFamily* family : families())
        if (!family->seesPictures() && family->name() == type)
            return family;
    return nullptr;
}

std::string textFamilyNames()
{
    std::string names;
    for (const ModelFamily* family : families())
        if (!family->seesPictures())
            names += (names.empty() ? "" : ", ") + family->name();
    return names;
}

} // namespace

DecoderConfig readDecoderConfig(const ConfigReader& config, const DecoderConfig& defaults, Missing missing)
{
    DecoderConfig result = defaults;
    readWidths(config, missing, result);
    readHeads(config, result);
    const char* activationKey = config.has("hidden_activation") ? "hidden_activation" : "hidden_act";
    result.activation = readActivation(config, activationKey, result.activation);
    if (result.activation == Activation::QuickGelu || result.activation == Activation::Relu)
        config.fail(activationKey, fmt::format("is \"{}\"; supported are silu, gelu and gelu_pytorch_tanh", config.wordOr(activationKey, "")));
    result.rmsNormEps = config.numberOr("rms_norm_eps", result.rmsNormEps);
    result.tiesEmbeddings = config.flagOr("tie_word_embeddings", result.tiesEmbeddings);
    result.rope = readRope(config, result.rope);
    return result;
}

void readLayerTypes(const ConfigReader& config, DecoderConfig& decoder, const std::vector<bool>& fallback)
{
    decoder.slides = fallback;
    if (!config.has("layer_types"))
        return;
    const Json& types = config.json()["layer_types"];
    if (!types.is_array() || types.size() != static_cast<size_t>(decoder.layers))
        config.fail("layer_types", "must name a type for each of num_hidden_layers");
    decoder.slides.clear();
    for (const Json& type : types) {
        if (type != "full_attention" && type != "sliding_attention")
            config.fail("layer_types", fmt::format("holds {}; supported are full_attention and sliding_attention", type.dump()));
        decoder.slides.push_back(type == "sliding_attention");
    }
}

std::vector<ParameterInfo> decoderParameters(const DecoderConfig& config, const std::string& prefix)
{
    std::vector<ParameterInfo> parameters;
    ParameterList list(parameters, ModelPart::Language);
    const int64_t d = config.hiddenSize;
    const int64_t queries = config.heads * config.headDim;
    const int64_t keys = config.kvHeads * config.headDim;
    list.add(prefix + "embed_tokens.weight", {config.vocabSize, d});
    for (int64_t i = 0; i < config.layers; ++i) {
        const std::string layer = prefix + "layers." + std::to_string(i) + ".";
        list.addLinear(layer + "self_attn.q_proj", queries, d, config.hasQkvBias);
        list.addLinear(layer + "self_attn.k_proj", keys, d, config.hasQkvBias);
        list.addLinear(layer + "self_attn.v_proj", keys, d, config.hasQkvBias);
        list.addLinear(layer + "self_attn.o_proj", d, queries, config.hasOutputBias);
        if (config.normalizesHeads) {
            list.addNorm(layer + "self_attn.q_norm", config.headDim, false);
            list.addNorm(layer + "self_attn.k_norm", config.headDim, false);
        }
        list.addLinear(layer + "mlp.gate_proj", config.intermediateSize, d, config.hasMlpBias);
        list.addLinear(layer + "mlp.up_proj", config.intermediateSize, d, config.hasMlpBias);
        list.addLinear(layer + "mlp.down_proj", d, config.intermediateSize, config.hasMlpBias);
        list.addNorm(layer + "input_layernorm", d, false);
        list.addNorm(layer + "post_attention_layernorm", d, false);
        if (config.hasFourNorms) {
            list.addNorm(layer + "pre_feedforward_layernorm", d, false);
            list.addNorm(layer + "post_feedforward_layernorm", d, false);
        }
    }
    list.addNorm(prefix + "norm", d, false);
    if (!config.tiesEmbeddings)
        list.addLinear("lm_head", config.vocabSize, d, false);
    return parameters;
}

DecoderConfig readTextConfig(const ConfigReader& config, const std::string& fallbackType)
{
    static const Json kNothing = Json::object();
    const ConfigReader text = config.has("text_config") ? config.child("text_config") : ConfigReader(kNothing, config.where());
    const std::string type = text.wordOr("model_type", fallbackType);
    const ModelFamily* family = textFamily(type);
    if (family == nullptr)
        text.fail("model_type", fmt::format("is \"{}\"; supported are {}", type, textFamilyNames()));
    DecoderConfig result = *family->decoder(text, Missing::TakesDefault);
    result.tiesEmbeddings = result.tiesEmbeddings || config.flagOr("tie_word_embeddings", false);
    return result;
}

} // namespace lorikeet
