#include "core/models/qwen3_vl/config.h"

#include <cmath>

namespace lorikeet {
namespace {

DecoderConfig readText(const ConfigReader& config)
{
    const ConfigReader text = config.child("text_config");
    DecoderConfig defaults;
    defaults.vocabSize = 151'936;
    defaults.intermediateSize = 22'016;
    defaults.kvHeads = 32;
    defaults.headDim = 128;
    defaults.rope.theta = 500'000.0;
    defaults.rope.maxPositions = 128'000.0;
    defaults.rope.mropeSection = {24, 20, 20};
    DecoderConfig result = readDecoderConfig(text, defaults, Missing::TakesDefault);
    result.rope.interleavesMrope = true;
    result.hasQkvBias = result.hasOutputBias = text.flagOr("attention_bias", false);
    result.normalizesHeads = true;
    result.tiesEmbeddings = config.flagOr("tie_word_embeddings", result.tiesEmbeddings);
    return result;
}

} // namespace

GridVlConfig readQwen3Vl(const ConfigReader& config)
{
    GridVlConfig result;
    const ConfigReader tower = config.child("vision_config");
    GridVisionConfig defaults;
    defaults.layers = 27;
    defaults.patchSize = 16;
    defaults.activation = Activation::GeluTanh;
    defaults.hasPatchBias = true;
    defaults.names = {.mlpIn = "linear_fc1", .mlpOut = "linear_fc2", .mergerNorm = "norm", .mergerIn = "linear_fc1", .mergerOut = "linear_fc2"};
    GridVisionConfig& vision = result.vision = readGridVision(tower, defaults);
    vision.width = tower.countOr("hidden_size", 1'152, 1, 1'000'000);
    vision.mlpWidth = tower.countOr("intermediate_size", 4'304, 1, 10'000'000);
    vision.outWidth = tower.countOr("out_hidden_size", 3'584, 1, 1'000'000);
    const int64_t positions = tower.countOr("num_position_embeddings", 2'304, 1, 10'000'000);
    vision.positionSide = std::llround(std::sqrt(static_cast<double>(positions)));
    if (vision.positionSide * vision.positionSide != positions)
        tower.fail("num_position_embeddings", "must be a square number");
    vision.deepLayers = readTowerLayers(tower, "deepstack_visual_indexes", {8, 16, 24}, vision.layers);
    result.text = readText(config);
    result.imageTokenId = config.countOr("image_token_id", 151'655, 0);
    checkGridVl(config, result);
    return result;
}

} // namespace lorikeet
