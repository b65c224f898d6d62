#pragma once
/// @file The interface of every built model. Engine only.

#include "core/nn/torch.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace lorikeet {

/// B batch, T tokens (padded right), D width, V vocabulary. Ids, labels and mask may stay on the CPU: the model moves what its device needs.
struct Batch {
    torch::Tensor ids;          ///< [B, T] int64
    torch::Tensor labels;       ///< [B, T] int64, -100 = not learned; may be undefined
    torch::Tensor attentionMask; ///< [B, T] int64, 1 = real; undefined when nothing is padded. With a filled cache: [B, cached + T]
    torch::Tensor positionIds;  ///< undefined = 0,1,2…; [B, T] or [axes, B, T] int64
    torch::Tensor pixelValues;  ///< as the Hugging Face processor returns it; undefined = no pictures
    torch::Tensor imageGridThw; ///< [pictures, 3] int64 (Qwen)
    torch::Tensor imageSizes;   ///< [pictures, 2] int64 (LLaVA-NeXT)
    torch::Tensor segments;     ///< [B, T] int64: number of the sample that a token of a packed row belongs to; undefined = one sample a row
    torch::Tensor owners;       ///< [B, T] int64: place in sampleIndices of the sample that a token counts for (padding: any); undefined = the row
    std::vector<int64_t> sampleIndices; ///< Index in the training data of each row; of each sample where rows are packed.
    int64_t realTokens = 0;     ///< Unpadded.
};

/// Keys and values of every layer, for generation.
struct KvCache {
    std::vector<torch::Tensor> keys, values; ///< [B, kvHeads, T, headDim] a layer
    int64_t length = 0;
    int64_t nextPosition = 0;
};

/// Intermediate tensors asked for by probe; filled when the pointer in ForwardOptions is set.
using NamedTensors = std::vector<std::pair<std::string, torch::Tensor>>;

struct ForwardOptions {
    bool needsLogits = false;      ///< logits at every position
    bool needsLastLogits = false;  ///< logits [B, V] of each row's last real position only
    KvCache* cache = nullptr;
    NamedTensors* probes = nullptr; ///< vis.embed, vis.layer.N, proj.out
};

struct Output {
    torch::Tensor lossSum;    ///< [] fp32: sum over learned tokens of this batch; undefined without labels
    torch::Tensor lossPerSample; ///< [samples] fp32 sums, no gradient; a row is one sample unless the batch has owners
    torch::Tensor learnedPerSample; ///< [samples] int64
    torch::Tensor logits;     ///< [B, T, V] or [B, V]
};

/// A causal language model, with or without a picture side. Submodules carry transformers' v5 names, so that
/// named_parameters() gives `model.language_model.layers.0.self_attn.q_proj.weight`.
class CausalLm : public torch::nn::Module {
public:
    /// labels are shifted inside; the head is computed only where a label is learned (unless logits are asked for).
    virtual Output forward(const Batch& batch, const ForwardOptions& options = {}) = 0;
    virtual int64_t layerCount() const = 0;

    /// What activations are computed in: float32, or bfloat16 (double in finite-difference tests).
    torch::ScalarType computeDtype() const { return computeDtype_; }
    void setComputeDtype(torch::ScalarType dtype) { computeDtype_ = dtype; }

private:
    torch::ScalarType computeDtype_ = torch::kFloat32;
};

} // namespace lorikeet
