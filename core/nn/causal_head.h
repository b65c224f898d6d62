#pragma once
/// @file From the decoder's output to losses and logits: the last step of every causal language model. Engine only.

#include "core/models/causal_lm.h"
#include "core/nn/decoder.h"

namespace lorikeet::nn {

/// Decoder and head together. Where only losses are asked for, the last layer, the norm and the head are computed at the positions whose
/// next token is learned, and nowhere else.
/// @param input its cache is taken from `options` @param head [V, D]
Output causalForward(Decoder& decoder, DecoderInput input, const torch::Tensor& head, const torch::Tensor& labels, const ForwardOptions& options);

/// What every family's input has in common: embeddings, positions, mask and packing of the batch.
DecoderInput inputOf(const Batch& batch, torch::Tensor embeds);

} // namespace lorikeet::nn
