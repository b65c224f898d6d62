#pragma once
/// @file What a llama config.json says, old (rope_theta, rope_scaling) and new (rope_parameters) keys alike.

#include "core/models/config_reader.h"
#include "core/models/family.h"
#include "core/models/rope_config.h"

#include <string>
#include <vector>

namespace lorikeet {

struct LlamaConfig {
    int64_t vocabSize = 32'000;
    int64_t hiddenSize = 4'096;
    int64_t intermediateSize = 11'008;
    int64_t layers = 32;
    int64_t heads = 32;
    int64_t kvHeads = 32;
    int64_t headDim = 128;
    double rmsNormEps = 1e-6;
    bool hasAttentionBias = false;
    bool hasMlpBias = false;
    bool tiesEmbeddings = false;
    RopeConfig rope;

    enum class Missing { IsError, TakesDefault };
    /// @param missing nested text_configs of old files leave out what equals transformers' defaults.
    /// @throws Error naming the key.
    static LlamaConfig from(const ConfigReader& config, Missing missing);
};

/// Parameters of the decoder under `prefix` ("model." or "model.language_model.") and lm_head, in transformers' order.
std::vector<ParameterInfo> llamaParameters(const LlamaConfig& config, const std::string& prefix);

} // namespace lorikeet
