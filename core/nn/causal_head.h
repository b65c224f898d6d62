#pragma once
/// @file From the decoder's output to losses and logits: the last step of every causal language model. Engine only.

#include "core/models/causal_lm.h"
#include "core/nn/decoder.h"

namespace lorikeet::nn {

/// Decoder and head together. Where only losses are asked for, the last layer, the norm and the head are computed at the positions whose
/// next token is learned, and nowhere else.
/// @param embeds [B, T, D] @param head [V, D]
Output causalForward(Decoder& decoder, const torch::Tensor& embeds, const torch::Tensor& head, const Batch& batch, const ForwardOptions& options);

} // namespace lorikeet::nn
