#include "core/models/smolvlm/config.h"

#include <fmt/format.h>

namespace lorikeet {

SmolVlmConfig SmolVlmConfig::from(const ConfigReader& config)
{
    SiglipVisionConfig defaults = SiglipVisionConfig::siglip();
    defaults.hiddenSize = 1'152;
    defaults.heads = 16;
    defaults.patchSize = 32;
    defaults.hasHead = false;
    SmolVlmConfig result;
    result.vision = readSiglipVision(config, {"smolvlm_vision", "idefics3_vision", "idefics3"}, defaults);
    result.text = readTextConfig(config, "llama");
    result.text.tiesEmbeddings = config.flagOr("tie_word_embeddings", false); // what text_config says doesn't count
    result.imageTokenId = config.countOr("image_token_id", result.imageTokenId, 0);
    result.scaleFactor = config.countOr("scale_factor", result.scaleFactor, 1, 1'000);
    if (result.vision.hasHead)
        config.child("vision_config").fail("vision_use_head", "is true; supported is false");
    return result;
}

} // namespace lorikeet
