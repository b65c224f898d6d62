#include "core/models/qwen2_vl/config.h"

#include "core/models/qwen2/family.h"

namespace lorikeet {

DecoderConfig readQwen2VlText(const ConfigReader& config)
{
    const ConfigReader text = config.has("text_config") ? config.child("text_config") : config;
    DecoderConfig defaults;
    defaults.vocabSize = 152'064;
    defaults.hiddenSize = 8'192;
    defaults.intermediateSize = 29'568;
    defaults.layers = 80;
    defaults.heads = 64;
    defaults.kvHeads = 8;
    defaults.rmsNormEps = 1e-5;
    defaults.rope.theta = 1e6;
    defaults.rope.maxPositions = 32'768;
    defaults.rope.mropeSection = {16, 24, 24};
    // A head_dim in the file means nothing here: heads share hidden_size.
    Json keys = text.json();
    keys.erase("head_dim");
    const ConfigReader reader(keys, text.where());
    DecoderConfig result = readDecoderConfig(reader, defaults, Missing::TakesDefault);
    result.hasQkvBias = true;
    result.tiesEmbeddings = result.tiesEmbeddings || config.flagOr("tie_word_embeddings", false);
    readQwenWindows(reader, result);
    return result;
}

GridVlConfig readQwen2Vl(const ConfigReader& config)
{
    GridVlConfig result;
    const ConfigReader tower = config.child("vision_config");
    GridVisionConfig& vision = result.vision = readGridVision(tower, {});
    vision.width = tower.countOr("embed_dim", 1'280, 1, 1'000'000);
    vision.mlpWidth = static_cast<int64_t>(static_cast<double>(vision.width) * tower.numberOr("mlp_ratio", 4.0));
    vision.outWidth = tower.countOr("hidden_size", 3'584, 1, 1'000'000);
    if (vision.mlpWidth < 1)
        tower.fail("mlp_ratio", "must be above 0");
    result.text = readQwen2VlText(config);
    result.imageTokenId = config.countOr("image_token_id", 151'655, 0);
    checkGridVl(config, result);
    return result;
}

} // namespace lorikeet
