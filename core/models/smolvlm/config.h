#pragma once
/// @file What a SmolVLM or Idefics3 config.json says: SigLIP tower, pixel shuffle with one linear layer, language model.

#include "core/models/decoder_config.h"
#include "core/models/siglip_vision_config.h"

namespace lorikeet {

struct SmolVlmConfig {
    SiglipVisionConfig vision;
    DecoderConfig text;
    int64_t imageTokenId = 128'257;
    int64_t scaleFactor = 2; ///< A square of this many patches a side becomes one feature.

    /// @throws Error naming the key.
    static SmolVlmConfig from(const ConfigReader& config);
};

} // namespace lorikeet
