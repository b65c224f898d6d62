#pragma once
/// @file What a config.json says of a decoder-only language model: one description for every family. Without torch.

#include "core/models/activation.h"
#include "core/models/config_reader.h"
#include "core/models/family.h"
#include "core/models/rope_config.h"

#include <optional>
#include <string>
#include <vector>

namespace lorikeet {

struct DecoderConfig {
    int64_t vocabSize = 32'000;
    int64_t hiddenSize = 4'096;
    int64_t intermediateSize = 11'008;
    int64_t layers = 32;
    int64_t heads = 32;
    int64_t kvHeads = 0; ///< 0 among a family's defaults = as many as heads.
    int64_t headDim = 0; ///< 0 among a family's defaults = hiddenSize / heads.
    double rmsNormEps = 1e-6;
    bool hasQkvBias = false;
    bool hasOutputBias = false; ///< Of o_proj.
    bool hasMlpBias = false;
    bool tiesEmbeddings = false;
    bool normalizesHeads = false; ///< q_norm and k_norm on each head before rotation.
    Activation activation = Activation::Silu; ///< Of the gate.
    RopeConfig rope;

    int64_t slidingWindow = 0;   ///< Tokens that a sliding layer sees, itself included; 0 = no layer slides.
    std::vector<bool> slides;    ///< A layer each; empty = every layer where slidingWindow is set.
    std::optional<RopeConfig> slidingRope; ///< Of sliding layers, where theirs is another.

    double attentionScale = 0.0;  ///< 0 = headDim^-0.5
    double embeddingScale = 1.0;  ///< Token embeddings times this, rounded to the activations' number type.
    bool normAddsOne = false;     ///< RMSNorm multiplies by 1 + weight, in fp32.
    bool hasFourNorms = false;    ///< Norms after attention and mlp too, on the branch.

    bool slidesIn(int64_t layer) const { return slidingWindow > 0 && (slides.empty() || slides[static_cast<size_t>(layer)]); }
};

enum class Missing { IsError, TakesDefault };

/// The keys that all families share. Keys that decide a family's own switches (biases, head norms, windows) are left to it.
/// @param defaults what transformers' configuration class takes where a key is missing
/// @param missing nested text_configs of old files leave out what equals those defaults
/// @throws Error naming the key.
DecoderConfig readDecoderConfig(const ConfigReader& config, const DecoderConfig& defaults, Missing missing);

/// layer_types where the key is there, else `slidesByRule(layer)`; sets slides. @throws Error naming the key.
void readLayerTypes(const ConfigReader& config, DecoderConfig& decoder, const std::vector<bool>& fallback);

/// Parameters of the decoder under `prefix` ("model." or "model.language_model.") and lm_head.
std::vector<ParameterInfo> decoderParameters(const DecoderConfig& config, const std::string& prefix);

/// The decoder inside a multimodal model: the family that text_config's model_type names reads it. Embeddings are also tied where only
/// the top level says so. @param fallbackType model_type where text_config names none @throws Error naming the key.
DecoderConfig readTextConfig(const ConfigReader& config, const std::string& fallbackType);

} // namespace lorikeet
