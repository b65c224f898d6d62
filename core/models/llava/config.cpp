#include "core/models/llava/config.h"

namespace lorikeet {

LlavaConfig LlavaConfig::from(const ConfigReader& config)
{
    LlavaConfig result;
    result.vision = readClipVision(config);
    result.text = readTextConfig(config, "llama");
    result.imageTokenId = config.countOr("image_token_index", config.countOr("image_token_id", 32'000, 0), 0);
    result.featureLayers = readFeatureLayers(config, result.vision.layers);
    result.dropsClassToken = readDropsClassToken(config);
    result.hasProjectorBias = config.flagOr("multimodal_projector_bias", true);
    result.projectorActivation = readActivation(config, "projector_hidden_act", Activation::Gelu);
    return result;
}

} // namespace lorikeet
