#include "core/models/llama/model.h"

namespace lorikeet {

nn::DecoderConfig decoderConfig(const LlamaConfig& config)
{
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
        .rope = config.rope};
}

} // namespace lorikeet
