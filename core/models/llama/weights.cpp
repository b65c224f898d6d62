#include "core/models/llama/model.h"

namespace lorikeet {

nn::DecoderConfig decoderConfig(const LlamaConfig& config)
{
    nn::RopeConfig rope{.type = config.rope.type,
        .theta = config.rope.theta,
        .factor = config.rope.factor,
        .lowFreqFactor = config.rope.lowFreqFactor,
        .highFreqFactor = config.rope.highFreqFactor,
        .originalMaxPositions = static_cast<double>(config.rope.originalMaxPositions),
        .betaFast = config.rope.betaFast,
        .betaSlow = config.rope.betaSlow,
        .attentionFactor = config.rope.attentionFactor,
        .mscale = config.rope.mscale,
        .mscaleAllDim = config.rope.mscaleAllDim,
        .truncates = config.rope.truncates};
    return {.vocabulary = config.vocabSize,
        .width = config.hiddenSize,
        .mlpWidth = config.intermediateSize,
        .layers = config.layers,
        .heads = config.heads,
        .keyHeads = config.kvHeads,
        .headWidth = config.headDim,
        .epsilon = config.rmsNormEps,
        .hasAttentionBias = config.hasAttentionBias,
        .hasMlpBias = config.hasMlpBias,
        .isTied = config.tiesEmbeddings,
        .rope = rope};
}

} // namespace lorikeet
