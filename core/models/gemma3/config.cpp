#include "core/models/gemma3/config.h"

#include <fmt/format.h>

#include <cmath>

namespace lorikeet {
namespace {

void refuseWhatIsNotBuilt(const ConfigReader& config)
{
    for (const char* key : {"final_logit_softcapping", "attn_logit_softcapping"})
        if (config.has(key))
            config.fail(key, "is set; supported is null");
    if (config.flagOr("use_bidirectional_attention", false))
        config.fail("use_bidirectional_attention", "is true; supported is false");
}

/// Sliding layers turn by their own angles; the others' may be scaled.
void readRopes(const ConfigReader& config, DecoderConfig& result)
{
    RopeConfig local;
    local.maxPositions = local.originalMaxPositions = result.rope.maxPositions;
    local.theta = config.numberOr("rope_local_base_freq", 10'000.0);
    if (config.has("rope_parameters")) {
        const ConfigReader kinds = config.child("rope_parameters");
        if (kinds.has("full_attention"))
            result.rope = readRopeParameters(kinds.child("full_attention"), result.rope);
        if (kinds.has("sliding_attention"))
            local = readRopeParameters(kinds.child("sliding_attention"), local);
    }
    result.slidingRope = local;
}

} // namespace

DecoderConfig readGemma3Text(const ConfigReader& config, Missing missing)
{
    refuseWhatIsNotBuilt(config);
    DecoderConfig defaults;
    defaults.vocabSize = 262'208;
    defaults.hiddenSize = 2'304;
    defaults.intermediateSize = 9'216;
    defaults.layers = 26;
    defaults.heads = 8;
    defaults.kvHeads = 4;
    defaults.headDim = 256;
    defaults.activation = Activation::GeluTanh;
    defaults.tiesEmbeddings = true;
    defaults.rope.theta = 1'000'000.0;
    defaults.rope.maxPositions = 131'072.0;
    DecoderConfig result = readDecoderConfig(config, defaults, missing);
    result.hasQkvBias = result.hasOutputBias = config.flagOr("attention_bias", false);
    result.normalizesHeads = true;
    result.normAddsOne = true;
    result.hasFourNorms = true;
    result.embeddingScale = std::sqrt(static_cast<double>(result.hiddenSize));
    const double scalar = config.numberOr("query_pre_attn_scalar", 256.0);
    if (!(scalar > 0.0))
        config.fail("query_pre_attn_scalar", "must be above 0");
    result.attentionScale = 1.0 / std::sqrt(scalar);
    result.slidingWindow = config.countOr("sliding_window", 4'096);
    const int64_t period = config.countOr("sliding_window_pattern", 6);
    std::vector<bool> slides;
    for (int64_t i = 0; i < result.layers; ++i)
        slides.push_back((i + 1) % period != 0);
    readLayerTypes(config, result, slides);
    readRopes(config, result);
    return result;
}

Gemma3Config Gemma3Config::from(const ConfigReader& config)
{
    Gemma3Config result;
    result.text = readTextConfig(config, "gemma3_text");
    result.text.tiesEmbeddings = config.flagOr("tie_word_embeddings", true); // what text_config says doesn't count
    result.vision = readSiglipVision(config, {"siglip_vision_model"}, SiglipVisionConfig::siglip());
    result.imageTokenId = config.countOr("image_token_index", config.countOr("image_token_id", 262'144, 0), 0);
    const int64_t tokens = config.countOr("mm_tokens_per_image", 256, 1, 1'000'000);
    result.tokensPerSide = static_cast<int64_t>(std::lround(std::sqrt(static_cast<double>(tokens))));
    if (result.tokensPerImage() != tokens)
        config.fail("mm_tokens_per_image", fmt::format("is {}, which is no square number", tokens));
    if (result.vision.patchesPerSide() % result.tokensPerSide != 0)
        config.fail("mm_tokens_per_image", fmt::format("is {}, but the vision tower's {} patches a side can't be pooled evenly to that", tokens, result.vision.patchesPerSide()));
    return result;
}

} // namespace lorikeet
