#pragma once
/// @file Scaled dot-product attention with grouped key heads. Engine only.
///
/// Shapes: B batch, T tokens, H heads, d head width.

#include "core/nn/torch.h"

#include <cstdint>
#include <span>
#include <vector>

namespace lorikeet::nn {

/// What narrows or widens causal attention; undefined and 0 mean "no such rule".
struct MaskRules {
    int64_t window = 0;          ///< A token sees so many tokens back, itself included.
    torch::Tensor pictureBlocks; ///< [B, T] int64: number of the picture a token belongs to, -1 = text. Tokens of one picture see each other both ways.
    torch::Tensor segments;      ///< [B, T] int64: tokens see only their own sample of a packed row.
    torch::Tensor realTokens;    ///< [B, past + T] int64, 1 = real; matters with a filled cache only.
};

/// Which keys a query sees.
struct AttentionMask {
    bool isCausal = false;        ///< Queries and keys are the same positions; position i sees 0…i.
    std::vector<int64_t> lengths; ///< With isCausal: consecutive stretches of the flattened rows, each seeing itself alone; empty = whole rows.
    torch::Tensor allowed;        ///< [B or 1, 1, Tq, Tk] bool, wins over isCausal; undefined = no restriction
};

/// The mask of `count` new positions after `past` cached ones. Right-padded batches without a cache need none beyond causality: real
/// tokens never look at what follows them.
AttentionMask makeMask(int64_t count, int64_t past, const MaskRules& rules, torch::Device device);

/// Whether the query at index `queries` sees each of `keyCount` keys, by all rules but realTokens.
/// @param queries [B or 1, Q] int64 @returns [B or 1, 1, Q, keyCount] bool
torch::Tensor allowedKeys(const torch::Tensor& queries, int64_t keyCount, const MaskRules& rules);

/// softmax(scale · q kᵀ) v. @param q [B, Tq, H, d] @param k, v [B, Tk, Hkv, d]; head h reads kv head h / (H / Hkv)
/// @param scale 0 = d^-0.5 @returns [B, Tq, H · d]
torch::Tensor attend(const torch::Tensor& q, const torch::Tensor& k, const torch::Tensor& v, const AttentionMask& mask, double scale = 0.0);

/// Attention inside consecutive stretches of one sequence: the pictures or windows of a vision tower, the samples of a packed row.
/// Stretches of equal length are computed together.
/// @param q, k, v [N, H or Hkv, d] @param lengths they sum to N @returns [N, H · d]
torch::Tensor attendWithin(
    const torch::Tensor& q, const torch::Tensor& k, const torch::Tensor& v, std::span<const int64_t> lengths, bool isCausal, double scale = 0.0);

} // namespace lorikeet::nn
