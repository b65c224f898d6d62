#pragma once
/// @file Scaled dot-product attention with grouped key heads. Engine only.

#include <torch/torch.h>

#include <cstdint>

namespace lorikeet::nn {

/// Which keys a query sees.
struct AttentionMask {
    bool isCausal = false;  ///< Queries and keys are the same positions; position i sees 0…i.
    torch::Tensor allowed;  ///< [B or 1, 1, Tq, Tk] bool, wins over isCausal; undefined = no restriction
};

/// The mask of `count` new positions after `past` cached ones. Right-padded batches without a cache need none beyond causality: real
/// tokens never look at what follows them.
/// @param realTokens [B, past + count] int64, 1 = real; may be undefined
AttentionMask causalMask(int64_t count, int64_t past, const torch::Tensor& realTokens, torch::Device device);

/// softmax(q kᵀ / √headDim) v. @param q [B, Tq, H, d] @param k, v [B, Tk, Hkv, d]; head h reads kv head h / (H / Hkv)
/// @returns [B, Tq, H · d]
torch::Tensor attend(const torch::Tensor& q, const torch::Tensor& k, const torch::Tensor& v, const AttentionMask& mask);

} // namespace lorikeet::nn
