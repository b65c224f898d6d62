#include "core/base/error.h"
#include "core/models/decoder_config.h"
#include "core/models/llava/model.h"

#include <array>
#include <utility>

namespace lorikeet {
namespace {

Json section(const Json& config, const char* key)
{
    return config.contains(key) && config.at(key).is_object() ? config.at(key) : Json::object();
}

nn::Activation activationKey(const Json& config, const char* key, nn::Activation fallback)
{
    if (!config.contains(key) || config.at(key).is_null())
        return fallback;
    using enum nn::Activation;
    static const std::array<std::pair<const char*, nn::Activation>, 6> kNames{{{"gelu", Gelu}, {"gelu_pytorch_tanh", GeluTanh}, {"gelu_new", GeluTanh},
        {"quick_gelu", QuickGelu}, {"silu", Silu}, {"relu", Relu}}};
    for (const auto& [name, activation] : kNames) {
        if (config.at(key) == name)
            return activation;
    }
    throw Error(Text(LK_TEXT("config.json: the value of '%1' can't be used: %2"), key, config.at(key).dump()),
        LK_TEXT("Take the model's original config.json, or a model of a supported kind."));
}

nn::ClipVisionConfig readVision(const Json& given, bool isDefault)
{
    nn::ClipVisionConfig vision;
    if (isDefault) // LLaVA's own defaults: CLIP-L/14 at 336
        vision = {.width = 1024, .mlpWidth = 4096, .layers = 24, .heads = 16, .channels = 3, .imageSize = 336, .patchSize = 14};
    vision.width = intKey(given, "hidden_size", vision.width);
    vision.mlpWidth = intKey(given, "intermediate_size", vision.mlpWidth);
    vision.layers = intKey(given, "num_hidden_layers", vision.layers);
    vision.heads = intKey(given, "num_attention_heads", vision.heads);
    vision.channels = intKey(given, "num_channels", vision.channels);
    vision.imageSize = intKey(given, "image_size", vision.imageSize);
    vision.patchSize = intKey(given, "patch_size", vision.patchSize);
    vision.epsilon = given.value("layer_norm_eps", vision.epsilon);
    vision.activation = activationKey(given, "hidden_act", vision.activation);
    return vision;
}

} // namespace

LlavaConfig readLlavaConfig(const Json& config)
{
    LlavaConfig result;
    const auto text = section(config, "text_config");
    const auto vision = section(config, "vision_config");
    result.text = readDecoderConfig(text);
    result.text.isTied = result.text.isTied || config.value("tie_word_embeddings", false);
    result.vision = readVision(vision, vision.empty());
    result.imageToken = intKey(config, "image_token_id", intKey(config, "image_token_index", result.imageToken));
    result.dropsClassToken = config.value("vision_feature_select_strategy", "default") == "default";
    result.hasProjectorBias = config.value("multimodal_projector_bias", true);
    result.projectorActivation = activationKey(config, "projector_hidden_act", nn::Activation::Gelu);
    const Json layers = config.value("vision_feature_layer", Json(-2));
    for (const auto& layer : layers.is_array() ? layers : Json::array({layers})) {
        const int64_t index = layer.is_number_integer() ? layer.get<int64_t>() : result.vision.layers + 1;
        const int64_t fromStart = index < 0 ? index + result.vision.layers + 1 : index;
        if (fromStart < 0 || fromStart > result.vision.layers)
            throw Error(Text(LK_TEXT("config.json: vision_feature_layer names layer %1 of a tower with %2 layers"), layer.dump(), result.vision.layers),
                LK_TEXT("Take the model's original config.json."));
        result.featureLayers.push_back(fromStart);
    }
    return result;
}

} // namespace lorikeet
