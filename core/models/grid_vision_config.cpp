#include "core/models/grid_vision_config.h"

#include "core/models/parameter_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace lorikeet {
namespace {

/// One number, or a list of equal ones.
int64_t readSide(const ConfigReader& config, const std::string& key, int64_t fallback)
{
    if (!config.has(key) || !config.json()[key].is_array())
        return config.countOr(key, fallback, 1, 10'000);
    const Json& list = config.json()[key];
    const bool isEqual = !list.empty() && list[0].is_number_integer() && list[0] > 0 && std::all_of(list.begin(), list.end(), [&](const Json& side) { return side == list[0]; });
    if (!isEqual || list[0] < 1 || list[0] > 10'000)
        config.fail(key, "must be one number, or equal ones");
    return list[0].get<int64_t>();
}

int64_t eitherKey(const ConfigReader& config, const char* first, const char* second, int64_t fallback)
{
    return config.countOr(config.has(first) ? first : second, fallback, 1, 100'000);
}

void addMerger(ParameterList& list, const GridVisionConfig& vision, const std::string& name, int64_t normWidth)
{
    list.addNorm(name + vision.names.mergerNorm, normWidth, !vision.usesRmsNorm);
    list.addLinear(name + vision.names.mergerIn, vision.cellWidth(), vision.cellWidth());
    list.addLinear(name + vision.names.mergerOut, vision.outWidth, vision.cellWidth());
}

} // namespace

bool GridVisionConfig::isFull(int64_t layer) const
{
    return windowSide == 0 || std::find(fullLayers.begin(), fullLayers.end(), layer) != fullLayers.end();
}

GridVisionConfig readGridVision(const ConfigReader& tower, GridVisionConfig vision)
{
    vision.layers = eitherKey(tower, "depth", "num_hidden_layers", vision.layers);
    vision.heads = eitherKey(tower, "num_heads", "num_attention_heads", vision.heads);
    if (eitherKey(tower, "in_channels", "in_chans", GridVisionConfig::kChannels) != GridVisionConfig::kChannels)
        tower.fail(tower.has("in_channels") ? "in_channels" : "in_chans", "must be 3");
    vision.patchSize = readSide(tower, "patch_size", vision.patchSize);
    vision.temporalPatchSize = readSide(tower, "temporal_patch_size", vision.temporalPatchSize);
    vision.mergeSize = tower.countOr("spatial_merge_size", vision.mergeSize, 1, 64);
    vision.activation = readActivation(tower, "hidden_act", vision.activation);
    if (tower.has("rope_parameters"))
        vision.ropeTheta = tower.child("rope_parameters").numberOr("rope_theta", vision.ropeTheta);
    return vision;
}

std::vector<int64_t> readTowerLayers(const ConfigReader& tower, const std::string& key, std::vector<int64_t> fallback, int64_t layers)
{
    if (!tower.has(key))
        return fallback;
    const Json& list = tower.json()[key];
    std::vector<int64_t> chosen;
    for (const Json& layer : list.is_array() ? list : Json::array({list})) {
        if (!layer.is_number_integer() || layer < 0 || layer >= layers)
            tower.fail(key, fmt::format("holds {}, but the tower has the layers 0 to {}", layer.dump(), layers - 1));
        chosen.push_back(layer.get<int64_t>());
        if (std::count(chosen.begin(), chosen.end(), chosen.back()) > 1)
            tower.fail(key, fmt::format("names layer {} twice", chosen.back()));
    }
    return chosen;
}

void checkGridVl(const ConfigReader& config, const GridVlConfig& model)
{
    const ConfigReader tower = config.child("vision_config");
    const GridVisionConfig& vision = model.vision;
    if (vision.width % vision.heads != 0)
        tower.fail("num_heads", fmt::format("is {}, which does not divide the width {}", vision.heads, vision.width));
    if (vision.width / vision.heads % 4 != 0)
        tower.fail("num_heads", fmt::format("is {}: a head must be a multiple of 4 wide for positions in rows and columns", vision.heads));
    if (vision.outWidth != model.text.hiddenSize)
        tower.fail("hidden_size", fmt::format("makes features {} wide, but the language model is {} wide", vision.outWidth, model.text.hiddenSize));
    if (static_cast<int64_t>(vision.deepLayers.size()) > model.text.layers)
        tower.fail("deepstack_visual_indexes", "names more layers than the language model has");
    const auto& section = model.text.rope.mropeSection;
    if (std::accumulate(section.begin(), section.end(), int64_t{0}) != model.text.headDim / 2)
        config.fail("mrope_section", fmt::format("must add up to half of a head: {}", model.text.headDim / 2));
    if (model.imageTokenId >= model.text.vocabSize)
        config.fail("image_token_id", fmt::format("is {}, but vocab_size is {}", model.imageTokenId, model.text.vocabSize));
}

void addGridVision(std::vector<ParameterInfo>& parameters, const GridVisionConfig& vision, const std::string& prefix)
{
    ParameterList tower(parameters, ModelPart::Vision), projector(parameters, ModelPart::Projector);
    const int64_t d = vision.width;
    const bool hasNormBias = !vision.usesRmsNorm;
    tower.add(prefix + "patch_embed.proj.weight", {d, GridVisionConfig::kChannels, vision.temporalPatchSize, vision.patchSize, vision.patchSize});
    if (vision.hasPatchBias)
        tower.add(prefix + "patch_embed.proj.bias", {d});
    if (vision.positionSide > 0)
        tower.add(prefix + "pos_embed.weight", {vision.positionSide * vision.positionSide, d});
    for (int64_t i = 0; i < vision.layers; ++i) {
        const std::string layer = fmt::format("{}blocks.{}.", prefix, i);
        tower.addNorm(layer + "norm1", d, hasNormBias);
        tower.addNorm(layer + "norm2", d, hasNormBias);
        tower.addLinear(layer + "attn.qkv", 3 * d, d);
        tower.addLinear(layer + "attn.proj", d, d);
        if (vision.hasGatedMlp) {
            tower.addLinear(layer + "mlp.gate_proj", vision.mlpWidth, d);
            tower.addLinear(layer + "mlp.up_proj", vision.mlpWidth, d);
            tower.addLinear(layer + "mlp.down_proj", d, vision.mlpWidth);
        } else {
            tower.addLinear(layer + "mlp." + vision.names.mlpIn, vision.mlpWidth, d);
            tower.addLinear(layer + "mlp." + vision.names.mlpOut, d, vision.mlpWidth);
        }
    }
    addMerger(projector, vision, prefix + "merger.", d);
    for (size_t i = 0; i < vision.deepLayers.size(); ++i)
        addMerger(tower, vision, fmt::format("{}deepstack_merger_list.{}.", prefix, i), vision.cellWidth());
}

} // namespace lorikeet
