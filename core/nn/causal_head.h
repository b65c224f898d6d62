#pragma once
/// @file From the decoder's output to losses and logits: the last step of every causal language model. Engine only.

#include "core/models/causal_lm.h"
#include "core/nn/decoder.h"

namespace lorikeet::nn {

/// @param hidden [B, T, D], the last layer's output before the final norm @param head [V, D]
Output causalOutput(Decoder& decoder, const torch::Tensor& hidden, const torch::Tensor& head, const Batch& batch, const ForwardOptions& options);

} // namespace lorikeet::nn
