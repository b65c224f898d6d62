#pragma once
/// @file What a LLaVA-1.5 config.json says: CLIP tower, projector and a llama.

#include "core/models/llama/config.h"

#include <string>
#include <vector>

namespace lorikeet {

struct ClipVisionConfig {
    int64_t hiddenSize = 1'024;
    int64_t intermediateSize = 4'096;
    int64_t layers = 24;
    int64_t heads = 16;
    int64_t channels = 3;
    int64_t imageSize = 336;
    int64_t patchSize = 14;
    double layerNormEps = 1e-5;
    std::string hiddenAct = "quick_gelu"; ///< quick_gelu or gelu
    int64_t patchesPerSide() const { return imageSize / patchSize; }
};

struct LlavaConfig {
    ClipVisionConfig vision;
    LlamaConfig text; ///< tiesEmbeddings also where only the top level says so.
    int64_t imageTokenId = 32'000;
    std::vector<int64_t> featureLayers = {-2}; ///< As in hidden_states; several are concatenated.
    bool dropsClassToken = true;               ///< vision_feature_select_strategy: default
    bool hasProjectorBias = true;
    std::string projectorAct = "gelu";

    /// @throws Error naming the key.
    static LlavaConfig from(const ConfigReader& config);
};

} // namespace lorikeet
