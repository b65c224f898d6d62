#include "core/models/clip_vision_config.h"

#include "core/models/parameter_list.h"

#include <fmt/format.h>

namespace lorikeet {

int64_t readSquareSide(const ConfigReader& config, const std::string& key, int64_t fallback)
{
    if (config.has(key) && config.json()[key].is_array()) {
        const Json& sides = config.json()[key];
        if (sides.size() != 2 || sides[0] != sides[1] || !sides[0].is_number_unsigned())
            config.fail(key, "must be one number, or two equal ones");
        return sides[0].get<int64_t>();
    }
    return config.countOr(key, fallback, 1, 100'000);
}

void readVisionMeasures(const ConfigReader& tower, ClipVisionConfig& vision)
{
    vision.hiddenSize = tower.countOr("hidden_size", vision.hiddenSize, 1, 1'000'000);
    vision.intermediateSize = tower.countOr("intermediate_size", vision.intermediateSize, 1, 10'000'000);
    vision.layers = tower.countOr("num_hidden_layers", vision.layers, 1, 10'000);
    vision.heads = tower.countOr("num_attention_heads", vision.heads, 1, 100'000);
    vision.channels = tower.countOr("num_channels", 3, 3, 3);
    vision.imageSize = readSquareSide(tower, "image_size", vision.imageSize);
    vision.patchSize = readSquareSide(tower, "patch_size", vision.patchSize);
    vision.layerNormEps = tower.numberOr("layer_norm_eps", vision.layerNormEps);
    vision.activation = readActivation(tower, "hidden_act", vision.activation);
    if (vision.hiddenSize % vision.heads != 0)
        tower.fail("num_attention_heads", "does not divide hidden_size");
    if (vision.patchSize < 1 || vision.imageSize < vision.patchSize)
        tower.fail("patch_size", "must be from 1 to image_size");
}

ClipVisionConfig readClipVision(const ConfigReader& config)
{
    ClipVisionConfig vision;
    if (!config.has("vision_config"))
        return vision;
    const ConfigReader tower = config.child("vision_config");
    if (const std::string type = tower.wordOr("model_type", "clip_vision_model"); type != "clip_vision_model")
        tower.fail("model_type", fmt::format("is \"{}\"; supported is clip_vision_model", type));
    readVisionMeasures(tower, vision);
    return vision;
}

std::vector<int64_t> readFeatureLayers(const ConfigReader& config, int64_t towerLayers)
{
    const Json value = config.has("vision_feature_layer") ? config.json()["vision_feature_layer"] : Json(-2);
    std::vector<int64_t> layers;
    for (const Json& layer : value.is_array() ? value : Json::array({value})) {
        if (!layer.is_number_integer())
            config.fail("vision_feature_layer", "must be a whole number or a list of them");
        const auto index = layer.get<int64_t>();
        if (index < -(towerLayers + 1) || index > towerLayers)
            config.fail("vision_feature_layer", "names a layer that the vision tower does not have");
        layers.push_back(index < 0 ? index + towerLayers + 1 : index);
    }
    if (layers.empty())
        config.fail("vision_feature_layer", "is an empty list");
    return layers;
}

bool readDropsClassToken(const ConfigReader& config)
{
    const std::string strategy = config.wordOr("vision_feature_select_strategy", "default");
    if (strategy != "default" && strategy != "full")
        config.fail("vision_feature_select_strategy", fmt::format("is \"{}\"; supported are default and full", strategy));
    return strategy == "default";
}

void addVisionLayers(ParameterList& list, const ClipVisionConfig& vision, const std::string& prefix)
{
    const int64_t d = vision.hiddenSize;
    for (int64_t i = 0; i < vision.layers; ++i) {
        const std::string layer = prefix + "encoder.layers." + std::to_string(i) + ".";
        for (const char* name : {"k_proj", "v_proj", "q_proj", "out_proj"})
            list.addLinear(layer + "self_attn." + name, d, d);
        list.addNorm(layer + "layer_norm1", d);
        list.addLinear(layer + "mlp.fc1", vision.intermediateSize, d);
        list.addLinear(layer + "mlp.fc2", d, vision.intermediateSize);
        list.addNorm(layer + "layer_norm2", d);
    }
}

void addClipVision(std::vector<ParameterInfo>& parameters, const ClipVisionConfig& vision, const std::string& prefix)
{
    ParameterList list(parameters, ModelPart::Vision);
    const int64_t d = vision.hiddenSize;
    const int64_t positions = vision.patchesPerSide() * vision.patchesPerSide() + 1;
    list.add(prefix + "embeddings.class_embedding", {d});
    list.add(prefix + "embeddings.patch_embedding.weight", {d, vision.channels, vision.patchSize, vision.patchSize});
    list.add(prefix + "embeddings.position_embedding.weight", {positions, d});
    list.addNorm(prefix + "pre_layrnorm", d);
    addVisionLayers(list, vision, prefix);
    list.addNorm(prefix + "post_layernorm", d);
}

} // namespace lorikeet
