#pragma once
/// @file What a LLaVA-1.5 config.json says: CLIP tower, projector and a language model.

#include "core/models/clip_vision_config.h"
#include "core/models/decoder_config.h"

#include <string>
#include <vector>

namespace lorikeet {

struct LlavaConfig {
    ClipVisionConfig vision;
    DecoderConfig text;
    int64_t imageTokenId = 32'000;
    std::vector<int64_t> featureLayers; ///< Hidden states of the tower, 0 = its embeddings; several are concatenated.
    bool dropsClassToken = true;        ///< vision_feature_select_strategy: default
    bool hasProjectorBias = true;
    Activation projectorActivation = Activation::Gelu;

    /// @throws Error naming the key.
    static LlavaConfig from(const ConfigReader& config);
};

} // namespace lorikeet
