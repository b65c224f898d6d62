#include "core/models/siglip_vision_config.h"

#include "core/models/parameter_list.h"

#include <fmt/format.h>

#include <algorithm>

namespace lorikeet {

SiglipVisionConfig SiglipVisionConfig::siglip()
{
    SiglipVisionConfig result;
    result.hiddenSize = 768;
    result.intermediateSize = 3'072;
    result.layers = 12;
    result.heads = 12;
    result.imageSize = 224;
    result.patchSize = 16;
    result.layerNormEps = 1e-6;
    result.activation = Activation::GeluTanh;
    result.hasHead = true;
    return result;
}

SiglipVisionConfig readSiglipVision(const ConfigReader& config, const std::vector<std::string>& types, const SiglipVisionConfig& defaults)
{
    SiglipVisionConfig result = defaults;
    if (!config.has("vision_config"))
        return result;
    const ConfigReader tower = config.child("vision_config");
    const std::string given = tower.wordOr("model_type", types.front());
    if (std::find(types.begin(), types.end(), given) == types.end())
        tower.fail("model_type", fmt::format("is \"{}\"; supported is {}", given, types.front()));
    readVisionMeasures(tower, result);
    result.hasHead = tower.flagOr("vision_use_head", result.hasHead);
    return result;
}

void addSiglipVision(std::vector<ParameterInfo>& parameters, const SiglipVisionConfig& vision, const std::string& prefix)
{
    ParameterList list(parameters, ModelPart::Vision);
    const int64_t d = vision.hiddenSize;
    list.add(prefix + "embeddings.patch_embedding.weight", {d, vision.channels, vision.patchSize, vision.patchSize});
    list.add(prefix + "embeddings.patch_embedding.bias", {d});
    list.add(prefix + "embeddings.position_embedding.weight", {vision.patchesPerSide() * vision.patchesPerSide(), d});
    addVisionLayers(list, vision, prefix);
    list.addNorm(prefix + "post_layernorm", d);
    if (!vision.hasHead)
        return;
    const std::string head = prefix + "head.";
    list.add(head + "probe", {1, 1, d});
    list.add(head + "attention.in_proj_weight", {3 * d, d});
    list.add(head + "attention.in_proj_bias", {3 * d});
    list.addLinear(head + "attention.out_proj", d, d);
    list.addNorm(head + "layernorm", d);
    list.addLinear(head + "mlp.fc1", vision.intermediateSize, d);
    list.addLinear(head + "mlp.fc2", d, vision.intermediateSize);
}

} // namespace lorikeet
