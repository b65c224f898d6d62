#include "core/models/llava/config.h"

namespace lorikeet {
namespace {

/// A number, or a list of two equal ones.
int64_t squareSide(const ConfigReader& config, const std::string& key, int64_t fallback)
{
    if (config.has(key) && config.json()[key].is_array()) {
        const Json& sides = config.json()[key];
        if (sides.size() != 2 || sides[0] != sides[1] || !sides[0].is_number_unsigned())
            config.fail(key, "must be one number, or two equal ones");
        return sides[0].get<int64_t>();
    }
    return config.countOr(key, fallback, 1, 100'000);
}

ClipVisionConfig readVision(const ConfigReader& config)
{
    ClipVisionConfig vision;
    if (!config.has("vision_config"))
        return vision;
    const ConfigReader tower = config.child("vision_config");
    if (const std::string type = tower.wordOr("model_type", "clip_vision_model"); type != "clip_vision_model")
        tower.fail("model_type", "is \"" + type + "\"; supported is clip_vision_model");
    vision.hiddenSize = tower.countOr("hidden_size", vision.hiddenSize, 1, 1'000'000);
    vision.intermediateSize = tower.countOr("intermediate_size", vision.intermediateSize, 1, 10'000'000);
    vision.layers = tower.countOr("num_hidden_layers", vision.layers, 1, 10'000);
    vision.heads = tower.countOr("num_attention_heads", vision.heads, 1, 100'000);
    vision.channels = tower.countOr("num_channels", 3, 3, 3);
    vision.imageSize = squareSide(tower, "image_size", vision.imageSize);
    vision.patchSize = squareSide(tower, "patch_size", vision.patchSize);
    vision.layerNormEps = tower.numberOr("layer_norm_eps", vision.layerNormEps);
    vision.hiddenAct = tower.wordOr("hidden_act", vision.hiddenAct);
    if (vision.hiddenSize % vision.heads != 0)
        tower.fail("num_attention_heads", "does not divide hidden_size");
    if (vision.patchSize < 1 || vision.imageSize < vision.patchSize)
        tower.fail("patch_size", "must be from 1 to image_size");
    if (vision.hiddenAct != "quick_gelu" && vision.hiddenAct != "gelu")
        tower.fail("hidden_act", "is \"" + vision.hiddenAct + "\"; supported are quick_gelu and gelu");
    return vision;
}

LlamaConfig readText(const ConfigReader& config)
{
    static const Json kNothing = Json::object();
    const ConfigReader text = config.has("text_config") ? config.child("text_config") : ConfigReader(kNothing, config.where());
    if (const std::string type = text.wordOr("model_type", "llama"); type != "llama")
        text.fail("model_type", "is \"" + type + "\"; supported is llama");
    LlamaConfig result = LlamaConfig::from(text, LlamaConfig::Missing::TakesDefault);
    result.tiesEmbeddings = result.tiesEmbeddings || config.flagOr("tie_word_embeddings", false);
    return result;
}

std::vector<int64_t> readFeatureLayers(const ConfigReader& config, int64_t towerLayers)
{
    if (!config.has("vision_feature_layer"))
        return {-2};
    const Json& value = config.json()["vision_feature_layer"];
    std::vector<int64_t> layers;
    for (const Json& layer : value.is_array() ? value : Json::array({value})) {
        if (!layer.is_number_integer())
            config.fail("vision_feature_layer", "must be a whole number or a list of them");
        layers.push_back(layer.get<int64_t>());
        if (layers.back() < -(towerLayers + 1) || layers.back() > towerLayers)
            config.fail("vision_feature_layer", "names a layer that the vision tower does not have");
    }
    if (layers.empty())
        config.fail("vision_feature_layer", "is an empty list");
    return layers;
}

} // namespace

LlavaConfig LlavaConfig::from(const ConfigReader& config)
{
    LlavaConfig result;
    result.vision = readVision(config);
    result.text = readText(config);
    result.imageTokenId = config.countOr("image_token_index", config.countOr("image_token_id", 32'000, 0), 0);
    result.featureLayers = readFeatureLayers(config, result.vision.layers);
    const std::string strategy = config.wordOr("vision_feature_select_strategy", "default");
    if (strategy != "default" && strategy != "full")
        config.fail("vision_feature_select_strategy", "is \"" + strategy + "\"; supported are default and full");
    result.dropsClassToken = strategy == "default";
    result.hasProjectorBias = config.flagOr("multimodal_projector_bias", true);
    result.projectorAct = config.wordOr("projector_hidden_act", "gelu");
    if (result.projectorAct != "gelu")
        config.fail("projector_hidden_act", "is \"" + result.projectorAct + "\"; supported is gelu");
    return result;
}

} // namespace lorikeet
