#pragma once
/// @file Grid vision tower and decoder as one model. Engine only.

#include "core/models/causal_lm.h"
#include "core/models/grid_vision_config.h"
#include "core/nn/decoder.h"
#include "core/nn/grid_vision.h"

#include <memory>

namespace lorikeet {

/// model.{visual, language_model}, lm_head (absent where tied).
class GridVlModel : public CausalLm {
public:
    GridVlModel(const GridVlConfig& config, const torch::TensorOptions& options);
    /// @throws Error when pictures, grids and image tokens disagree.
    Output forward(const Batch& batch, const ForwardOptions& options) override;
    int64_t layerCount() const override { return config_.text.layers; }

private:
    nn::GridFeatures see(const Batch& batch, torch::Device device, NamedTensors* probes);

    GridVlConfig config_;
    std::shared_ptr<nn::GridVision> vision_;
    std::shared_ptr<nn::Decoder> decoder_;
    std::shared_ptr<nn::Linear> head_;
};

} // namespace lorikeet
