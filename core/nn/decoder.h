#pragma once
/// @file The llama-style decoder that llama and LLaVA share. Engine only. @see transformers modeling_llama.py
///
/// Shapes: B batch, T tokens, D width, H heads, d head width, I width of the mlp, V vocabulary.

#include "core/models/causal_lm.h"
#include "core/nn/attention.h"
#include "core/nn/linear.h"
#include "core/nn/norms.h"
#include "core/nn/rope.h"

#include <memory>
#include <vector>

namespace lorikeet::nn {

struct DecoderConfig {
    int64_t vocabulary = 32000;
    int64_t width = 4096;
    int64_t mlpWidth = 11008;
    int64_t layers = 32;
    int64_t heads = 32;
    int64_t keyHeads = 32;
    int64_t headWidth = 128;
    double epsilon = 1e-6;
    bool hasAttentionBias = false;
    bool hasMlpBias = false;
    bool isTied = false;
    RopeConfig rope;
};

/// The positions whose output the head reads: the last layer computes queries, projection and mlp only there.
/// Rows that need fewer than the most are filled up with position 0, which `valid` leaves out again.
struct NeededPositions {
    torch::Tensor positions; ///< [B, M] int64
    torch::Tensor flat;      ///< [B, M] int64 into B · T
    torch::Tensor valid;     ///< [N] int64 into B · M, in row order
};

/// What all layers of one pass share.
struct DecoderPass {
    Rotary rotary;
    AttentionMask mask;
    KvCache* cache = nullptr;
};

class DecoderAttention : public torch::nn::Module {
public:
    DecoderAttention(const DecoderConfig& config, const torch::TensorOptions& options);
    /// @param x [B, T, D] normed @returns [B, T, D]
    torch::Tensor forward(const torch::Tensor& x, const DecoderPass& pass, int64_t layer);
    /// Only the outputs at `needed` [B, M, D]; causal, without a cache.
    torch::Tensor forwardAt(const torch::Tensor& x, const DecoderPass& pass, const NeededPositions& needed);

private:
    int64_t headWidth_;
    std::shared_ptr<Linear> q_, k_, v_, o_;
};

class DecoderMlp : public torch::nn::Module {
public:
    DecoderMlp(const DecoderConfig& config, const torch::TensorOptions& options);
    torch::Tensor forward(const torch::Tensor& x);

private:
    std::shared_ptr<Linear> gate_, up_, down_;
};

class DecoderLayer : public torch::nn::Module {
public:
    DecoderLayer(const DecoderConfig& config, const torch::TensorOptions& options);
    torch::Tensor forward(const torch::Tensor& hidden, const DecoderPass& pass, int64_t layer);
    torch::Tensor forwardAt(const torch::Tensor& hidden, const DecoderPass& pass, const NeededPositions& needed);

private:
    std::shared_ptr<RmsNorm> inputNorm_, postNorm_;
    std::shared_ptr<DecoderAttention> attention_;
    std::shared_ptr<DecoderMlp> mlp_;
};

/// embed_tokens, layers.N, norm.
class Decoder : public torch::nn::Module {
public:
    Decoder(const DecoderConfig& config, const torch::TensorOptions& options);

    const DecoderConfig& config() const { return config_; }
    /// The token embeddings [V, D] (also the head's weight where tied).
    const torch::Tensor& embedding() const { return embedding_; }
    /// @param ids [B, T] int64 @returns [B, T, D] in `dtype`
    torch::Tensor embed(const torch::Tensor& ids, torch::ScalarType dtype) const;

    /// @param embeds [B, T, D] @param positions [B or 1, T] int64 or undefined (continuing the cache)
    /// @param realTokens as causalMask takes it
    /// @returns the last layer's output [B, T, D], not yet normed; appends to the cache
    torch::Tensor forward(const torch::Tensor& embeds, const torch::Tensor& positions, const torch::Tensor& realTokens, KvCache* cache);
    /// The same without a cache, at `needed` only. @returns [N, D]
    torch::Tensor forwardAt(const torch::Tensor& embeds, const torch::Tensor& positions, const NeededPositions& needed);
    torch::Tensor norm(const torch::Tensor& hidden) { return norm_->forward(hidden); }

private:
    Rotary rotaryFor(const torch::Tensor& embeds, const torch::Tensor& positions, int64_t first) const;

    DecoderConfig config_;
    torch::Tensor embedding_;
    std::vector<std::shared_ptr<DecoderLayer>> layers_;
    std::shared_ptr<RmsNorm> norm_;
    torch::Tensor inverseFrequencies_;
};

} // namespace lorikeet::nn
