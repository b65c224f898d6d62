#pragma once
/// @file How positions turn queries and keys: read from config.json, computed with in core/nn. @see transformers' modeling_rope_utils

#include <optional>
#include <string>

namespace lorikeet {

struct RopeConfig {
    std::string type = "default"; ///< default, linear, llama3, yarn
    double theta = 10'000.0;
    double factor = 1.0;
    double lowFreqFactor = 1.0;
    double highFreqFactor = 4.0;
    double originalMaxPositions = 0.0; ///< original_max_position_embeddings, else max_position_embeddings
    double betaFast = 32.0;
    double betaSlow = 1.0;
    std::optional<double> attentionFactor, mscale, mscaleAllDim;
    bool truncates = true; ///< yarn: dims rounded to whole ones
};

} // namespace lorikeet
