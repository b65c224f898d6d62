#pragma once
/// @file The SigLIP vision transformer. Engine only. @see transformers modeling_siglip.py
///
/// Shapes: N pictures or tiles, P patches, D width.

#include "core/models/causal_lm.h"
#include "core/models/siglip_vision_config.h"
#include "core/nn/clip_vision.h"

#include <memory>
#include <vector>

namespace lorikeet::nn {

/// embeddings, encoder.layers.N, post_layernorm; and head, which is never computed.
class SiglipVision : public torch::nn::Module {
public:
    SiglipVision(const SiglipVisionConfig& config, const torch::TensorOptions& options);

    const SiglipVisionConfig& config() const { return config_; }
    /// Nothing is saved for a gradient where no weight of the tower asks for one.
    /// @param pixels [N, 3, H, W] @param positions [P] int64, the row of the position table that each patch takes; undefined = 0, 1, 2…
    /// @returns the last norm's output [N, P, D]
    torch::Tensor forward(const torch::Tensor& pixels, const torch::Tensor& positions, NamedTensors* probes);

private:
    void addHead(const torch::TensorOptions& options);
    torch::Tensor embed(const torch::Tensor& pixels, const torch::Tensor& positions) const;

    SiglipVisionConfig config_;
    torch::Tensor patchWeight_, patchBias_, positions_;
    std::vector<std::shared_ptr<ClipLayer>> layers_;
    std::shared_ptr<LayerNorm> postNorm_;
};

} // namespace lorikeet::nn
