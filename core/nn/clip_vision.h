#pragma once
/// @file The CLIP vision transformer. Engine only. @see transformers modeling_clip.py
///
/// Shapes: N pictures, P patches + 1 class token, D width.

#include "core/models/causal_lm.h"
#include "core/models/clip_vision_config.h"
#include "core/nn/activations.h"
#include "core/nn/linear.h"
#include "core/nn/norms.h"

#include <memory>
#include <vector>

namespace lorikeet::nn {

class ClipLayer : public torch::nn::Module {
public:
    ClipLayer(const ClipVisionConfig& config, const torch::TensorOptions& options);
    torch::Tensor forward(const torch::Tensor& hidden);

private:
    int64_t heads_;
    Activation activation_;
    std::shared_ptr<LayerNorm> norm1_, norm2_;
    std::shared_ptr<Linear> q_, k_, v_, out_, fc1_, fc2_;
};

class ClipVision : public torch::nn::Module {
public:
    ClipVision(const ClipVisionConfig& config, const torch::TensorOptions& options);

    const ClipVisionConfig& config() const { return config_; }
    /// The hidden states asked for: index 0 is the input of layer 0, index i the output of layer i - 1.
    /// Layers after the last one asked for aren't computed unless `probes` wants them.
    /// @param pixels [N, 3, H, W] @returns each [N, P + 1, D]
    std::vector<torch::Tensor> hiddenStates(const torch::Tensor& pixels, const std::vector<int64_t>& indices, NamedTensors* probes);
    /// The hidden states asked for, side by side, without the class token where it is dropped. Nothing is saved for a gradient where no
    /// weight of the tower asks for one. @returns [N, P or P + 1, D · indices]
    torch::Tensor features(const torch::Tensor& pixels, const std::vector<int64_t>& indices, bool dropsClassToken, NamedTensors* probes);

private:
    torch::Tensor embed(const torch::Tensor& pixels) const;

    ClipVisionConfig config_;
    torch::Tensor classEmbedding_, patchWeight_, positions_;
    std::shared_ptr<LayerNorm> preNorm_, postNorm_;
    std::vector<std::shared_ptr<ClipLayer>> layers_;
};

} // namespace lorikeet::nn
