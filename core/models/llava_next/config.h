#pragma once
/// @file What a LLaVA-NeXT config.json says: CLIP tower, projector, language model and the resolutions that pictures are cut from.

#include "core/models/clip_vision_config.h"
#include "core/models/decoder_config.h"
#include "core/vision/resize.h"

#include <vector>

namespace lorikeet {

struct LlavaNextConfig {
    ClipVisionConfig vision;
    DecoderConfig text;
    int64_t imageTokenId = 32'000;
    std::vector<int64_t> featureLayers; ///< Hidden states of the tower, 0 = its embeddings; several are concatenated.
    bool hasProjectorBias = true;
    Activation projectorActivation = Activation::Gelu;
    std::vector<Size> resolutions; ///< Multiples of the tower's picture.

    /// @throws Error naming the key.
    static LlavaNextConfig from(const ConfigReader& config);
};

/// image_grid_pinpoints, pairs of height and width. @throws Error naming the key where a pair isn't a multiple of `tileSide`.
std::vector<Size> readResolutions(const ConfigReader& config, int64_t tileSide);

} // namespace lorikeet
