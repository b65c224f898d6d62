#pragma once
/// @file A vision transformer for pictures of any size, with its merger. Engine only. @see transformers modeling_qwen2_vl.py and its successors
///
/// Shapes: P patches of all pictures, C cells (merged patches), D width, O width of the language model, H heads, d head width.

#include "core/models/causal_lm.h"
#include "core/models/grid_vision_config.h"
#include "core/nn/activations.h"
#include "core/nn/grid_layout.h"
#include "core/nn/linear.h"
#include "core/nn/norms.h"
#include "core/nn/rope.h"

#include <memory>
#include <vector>

namespace lorikeet::nn {

/// LayerNorm or RMSNorm, whichever the tower has.
class GridNorm {
public:
    GridNorm(torch::nn::Module& owner, const std::string& name, int64_t width, const GridVisionConfig& config, const torch::TensorOptions& options);
    torch::Tensor forward(const torch::Tensor& x) { return rms_ ? rms_->forward(x) : layer_->forward(x); }

private:
    std::shared_ptr<LayerNorm> layer_;
    std::shared_ptr<RmsNorm> rms_;
};

class GridVisionLayer : public torch::nn::Module {
public:
    GridVisionLayer(const GridVisionConfig& config, const torch::TensorOptions& options);
    /// @param hidden [P, D] @param rotary cos and sin [1, P, 1, d / 2] @param lengths of what attends to itself, summing to P
    torch::Tensor forward(const torch::Tensor& hidden, const Rotary& rotary, const std::vector<int64_t>& lengths);

private:
    torch::Tensor attend(const torch::Tensor& x, const Rotary& rotary, const std::vector<int64_t>& lengths);

    int64_t heads_;
    Activation activation_;
    GridNorm norm1_, norm2_;
    std::shared_ptr<Linear> qkv_, proj_;
    std::shared_ptr<Linear> gate_, in_, out_; ///< gate_ is null for a plain mlp.
};

/// From cellPatches patches to one feature.
class GridMerger : public torch::nn::Module {
public:
    /// @param normsCells norms whole cells instead of patches
    GridMerger(const GridVisionConfig& config, bool normsCells, const torch::TensorOptions& options);
    /// @param hidden [P, D] @returns [C, O]
    torch::Tensor forward(const torch::Tensor& hidden);

private:
    int64_t cellWidth_;
    bool normsCells_;
    GridNorm norm_;
    std::shared_ptr<Linear> in_, out_;
};

struct GridFeatures {
    torch::Tensor merged;                ///< [C, O] in reading order
    std::vector<torch::Tensor> deep;     ///< [C, O] each: what the first layers of the language model get besides
};

/// patch_embed.proj, pos_embed, blocks.N, merger, deepstack_merger_list.N.
class GridVision : public torch::nn::Module {
public:
    GridVision(const GridVisionConfig& config, const torch::TensorOptions& options);

    /// Keeps what the backward pass needs only from the first part on that is trained.
    /// @param pixels [P, patchValues] @param grids [N, 3] int64: t, h, w in patches
    GridFeatures forward(const torch::Tensor& pixels, const torch::Tensor& grids, NamedTensors* probes);

private:
    torch::Tensor embed(const torch::Tensor& pixels, const GridLayout& layout, NamedTensors* probes) const;
    /// Each patch's place among the learned ones, mixed from its four neighbours in fp32 at least.
    torch::Tensor learnedPositions(const GridLayout& layout, torch::Device device) const;
    Rotary rotaryFor(const GridLayout& layout, const torch::Tensor& hidden) const;

    GridVisionConfig config_;
    torch::Tensor patchWeight_, patchBias_, positions_;
    std::vector<std::shared_ptr<GridVisionLayer>> layers_;
    std::shared_ptr<GridMerger> merger_;
    std::vector<std::shared_ptr<GridMerger>> deepMergers_;
    torch::Tensor frequencies_; ///< [d / 4]
};

} // namespace lorikeet::nn
