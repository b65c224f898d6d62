#pragma once
/// @file The decoder that every family's language model is. Engine only. @see transformers modeling_llama.py and its relatives
///
/// Shapes: B batch, T tokens, D width, H heads, d head width, I width of the mlp, V vocabulary.

#include "core/models/causal_lm.h"
#include "core/models/decoder_config.h"
#include "core/nn/attention.h"
#include "core/nn/linear.h"
#include "core/nn/norms.h"
#include "core/nn/rope.h"

#include <array>
#include <memory>
#include <vector>

namespace lorikeet::nn {

/// What goes through the decoder.
struct DecoderInput {
    torch::Tensor embeds;        ///< [B, T, D]
    torch::Tensor positions;     ///< [B or 1, T] or [axes, B or 1, T] int64; undefined = continuing the cache
    torch::Tensor realTokens;    ///< [B, T] int64, 1 = real; with a filled cache [B, past + T]; may be undefined
    torch::Tensor pictureBlocks; ///< As MaskRules takes it.
    torch::Tensor segments;      ///< As MaskRules takes it; positions must restart in each.
    torch::Tensor owners;        ///< As Batch has them; the losses are counted by them.
    std::vector<torch::Tensor> deepstack; ///< Picture features [N, D] added to the outputs of the first layers at `featureIndex`.
    torch::Tensor featureIndex;  ///< [N] int64 into B · T
    KvCache* cache = nullptr;
};

/// The positions whose output the head reads: the last layer computes queries, projection and mlp only there.
/// Rows that need fewer than the most are filled up with position 0, which `valid` leaves out again.
struct NeededPositions {
    torch::Tensor positions; ///< [B, M] int64
    torch::Tensor flat;      ///< [B, M] int64 into B · T
    torch::Tensor valid;     ///< [N] int64 into B · M, in row order
};

/// What all layers of one kind share in one pass.
struct DecoderPass {
    Rotary rotary;
    MaskRules rules;
    AttentionMask mask;
    KvCache* cache = nullptr;
};

class DecoderAttention : public torch::nn::Module {
public:
    DecoderAttention(const DecoderConfig& config, const torch::TensorOptions& options);
    /// @param x [B, T, D] normed @returns [B, T, D]
    torch::Tensor forward(const torch::Tensor& x, const DecoderPass& pass, int64_t layer);
    /// Only the outputs at `needed` [B, M, D]; without a cache.
    torch::Tensor forwardAt(const torch::Tensor& x, const DecoderPass& pass, const NeededPositions& needed);

private:
    /// One projection split into heads, normed where the family does, turned. @returns [B, T, heads, d]
    torch::Tensor heads(Linear& projection, RmsNorm* norm, const torch::Tensor& x, const Rotary& rotary) const;

    int64_t headDim_;
    double scale_;
    std::shared_ptr<Linear> q_, k_, v_, o_;
    std::shared_ptr<RmsNorm> qNorm_, kNorm_; ///< Null where heads aren't normed.
};

class DecoderMlp : public torch::nn::Module {
public:
    DecoderMlp(const DecoderConfig& config, const torch::TensorOptions& options);
    torch::Tensor forward(const torch::Tensor& x);

private:
    Activation activation_;
    std::shared_ptr<Linear> gate_, up_, down_;
};

class DecoderLayer : public torch::nn::Module {
public:
    DecoderLayer(const DecoderConfig& config, const torch::TensorOptions& options);
    torch::Tensor forward(const torch::Tensor& hidden, const DecoderPass& pass, int64_t layer);
    torch::Tensor forwardAt(const torch::Tensor& hidden, const DecoderPass& pass, const NeededPositions& needed);

private:
    /// Residual, norms and mlp around what attention gave. @param hidden what the residual goes on from
    torch::Tensor finish(const torch::Tensor& hidden, const torch::Tensor& attended);

    std::shared_ptr<RmsNorm> inputNorm_, postAttentionNorm_;
    std::shared_ptr<RmsNorm> preMlpNorm_, postMlpNorm_; ///< Null but for families with four norms.
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
    /// @param ids [B, T] int64 @returns [B, T, D] in `dtype`, scaled where the family scales them
    torch::Tensor embed(const torch::Tensor& ids, torch::ScalarType dtype) const;

    /// @returns the last layer's output [B, T, D], not yet normed; appends to the cache
    torch::Tensor forward(const DecoderInput& input);
    /// The same without a cache, at `needed` only. @returns [N, D]
    torch::Tensor forwardAt(const DecoderInput& input, const NeededPositions& needed);
    torch::Tensor norm(const torch::Tensor& hidden) { return norm_->forward(hidden); }

private:
    /// By kind of layer: 0 sees everything before it, 1 slides.
    using Passes = std::array<DecoderPass, 2>;
    Passes passesFor(const DecoderInput& input) const;
    torch::Tensor runLayer(size_t index, torch::Tensor hidden, const DecoderInput& input, const Passes& passes);

    DecoderConfig config_;
    torch::Tensor embedding_;
    std::vector<std::shared_ptr<DecoderLayer>> layers_;
    std::shared_ptr<RmsNorm> norm_;
    RotaryTable rotary_, slidingRotary_;
};

} // namespace lorikeet::nn
