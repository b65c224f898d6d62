#include "core/models/qwen2_5_vl/config.h"

#include "core/models/qwen2_vl/config.h"

namespace lorikeet {

GridVlConfig readQwen25Vl(const ConfigReader& config)
{
    GridVlConfig result;
    const ConfigReader tower = config.child("vision_config");
    GridVisionConfig defaults;
    defaults.activation = Activation::Silu;
    defaults.usesRmsNorm = true;
    defaults.hasGatedMlp = true;
    GridVisionConfig& vision = result.vision = readGridVision(tower, defaults);
    vision.width = tower.countOr("hidden_size", 3'584, 1, 1'000'000);
    vision.mlpWidth = tower.countOr("intermediate_size", 3'420, 1, 10'000'000);
    vision.outWidth = tower.countOr("out_hidden_size", 3'584, 1, 1'000'000);
    vision.windowSide = tower.countOr("window_size", 112, 1, 1'000'000) / vision.mergeSize / vision.patchSize;
    if (vision.windowSide < 1)
        tower.fail("window_size", "is smaller than one merged patch");
    vision.fullLayers = readTowerLayers(tower, "fullatt_block_indexes", {7, 15, 23, 31}, vision.layers);
    result.text = readQwen2VlText(config);
    result.imageTokenId = config.countOr("image_token_id", 151'655, 0);
    checkGridVl(config, result);
    return result;
}

} // namespace lorikeet
