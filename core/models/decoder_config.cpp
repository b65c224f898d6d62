#include "core/models/decoder_config.h"

#include "core/base/error.h"

namespace lorikeet {
namespace {

[[noreturn]] void wrongKey(const char* key, const std::string& value)
{
    throw Error(Text(LK_TEXT("config.json: the value of '%1' can't be used: %2"), key, value),
        LK_TEXT("Take the model's original config.json, or a model of a supported kind."));
}

bool has(const Json& config, const char* key) { return config.contains(key) && !config.at(key).is_null(); }

double numberKey(const Json& config, const char* key, double fallback)
{
    if (!has(config, key))
        return fallback;
    if (!config.at(key).is_number())
        wrongKey(key, config.at(key).dump());
    return config.at(key).get<double>();
}

bool boolKey(const Json& config, const char* key, bool fallback)
{
    if (!has(config, key))
        return fallback;
    if (!config.at(key).is_boolean())
        wrongKey(key, config.at(key).dump());
    return config.at(key).get<bool>();
}

nn::RopeConfig readRope(const Json& config)
{
    nn::RopeConfig rope;
    rope.theta = numberKey(config, "rope_theta", rope.theta);
    const char* key = has(config, "rope_parameters") ? "rope_parameters" : "rope_scaling";
    if (!has(config, key))
        return rope;
    const Json& given = config.at(key);
    if (!given.is_object())
        wrongKey(key, given.dump());
    for (const char* name : {"rope_type", "type"}) {
        if (has(given, name) && given.at(name).is_string()) {
            rope.type = given.at(name).get<std::string>();
            break;
        }
    }
    if (rope.type != "default" && rope.type != "linear" && rope.type != "llama3")
        wrongKey(key, rope.type);
    rope.theta = numberKey(given, "rope_theta", rope.theta);
    rope.factor = numberKey(given, "factor", rope.factor);
    rope.lowFreqFactor = numberKey(given, "low_freq_factor", rope.lowFreqFactor);
    rope.highFreqFactor = numberKey(given, "high_freq_factor", rope.highFreqFactor);
    rope.originalMaxPositions = numberKey(given, "original_max_position_embeddings", numberKey(config, "max_position_embeddings", 8192));
    return rope;
}

} // namespace

int64_t intKey(const Json& config, const char* key, int64_t fallback)
{
    if (!has(config, key))
        return fallback;
    if (!config.at(key).is_number_integer())
        wrongKey(key, config.at(key).dump());
    return config.at(key).get<int64_t>();
}

nn::DecoderConfig readDecoderConfig(const Json& textConfig)
{
    nn::DecoderConfig result;
    result.vocabulary = intKey(textConfig, "vocab_size", result.vocabulary);
    result.width = intKey(textConfig, "hidden_size", result.width);
    result.mlpWidth = intKey(textConfig, "intermediate_size", result.mlpWidth);
    result.layers = intKey(textConfig, "num_hidden_layers", result.layers);
    result.heads = intKey(textConfig, "num_attention_heads", result.heads);
    result.keyHeads = intKey(textConfig, "num_key_value_heads", result.heads);
    if (result.heads <= 0 || result.keyHeads <= 0 || result.heads % result.keyHeads != 0)
        wrongKey("num_key_value_heads", std::to_string(result.keyHeads));
    result.headWidth = intKey(textConfig, "head_dim", result.width / result.heads);
    result.epsilon = numberKey(textConfig, "rms_norm_eps", result.epsilon);
    result.hasAttentionBias = boolKey(textConfig, "attention_bias", false);
    result.hasMlpBias = boolKey(textConfig, "mlp_bias", false);
    result.isTied = boolKey(textConfig, "tie_word_embeddings", false);
    if (has(textConfig, "hidden_act") && textConfig.at("hidden_act") != "silu")
        wrongKey("hidden_act", textConfig.at("hidden_act").dump());
    result.rope = readRope(textConfig);
    return result;
}

} // namespace lorikeet
