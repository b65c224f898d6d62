#pragma once
/// @file What a Gemma 3 config.json says: SigLIP tower, pooling projector and the text model.

#include "core/models/decoder_config.h"
#include "core/models/siglip_vision_config.h"

#include <vector>

namespace lorikeet {

struct Gemma3Config {
    SiglipVisionConfig vision;
    DecoderConfig text;
    int64_t imageTokenId = 262'144; ///< May lie beyond the embedding's rows.
    int64_t tokensPerSide = 16;     ///< A picture's features are pooled to a square of this side.

    int64_t tokensPerImage() const { return tokensPerSide * tokensPerSide; }
    /// @throws Error naming the key.
    static Gemma3Config from(const ConfigReader& config);
};

/// The text model's keys, as they stand at the top of a gemma3_text config.json or in text_config. @throws Error naming the key.
DecoderConfig readGemma3Text(const ConfigReader& config, Missing missing);

} // namespace lorikeet
