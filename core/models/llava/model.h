#pragma once
/// @file LLaVA-1.5: CLIP tower, projector, llama decoder. Engine only. @see transformers modeling_llava.py

#include "core/base/json.h"
#include "core/models/causal_lm.h"
#include "core/models/llava/config.h"
#include "core/nn/clip_vision.h"
#include "core/nn/decoder.h"
#include "core/nn/mlp_projector.h"

#include <memory>
#include <vector>

namespace lorikeet {

/// model.{vision_tower, multi_modal_projector, language_model}, lm_head (absent where tied).
class LlavaForConditionalGeneration : public CausalLm {
public:
    LlavaForConditionalGeneration(const Json& config, const torch::TensorOptions& options);
    Output forward(const Batch& batch, const ForwardOptions& options) override;
    int64_t layerCount() const override { return config_.text.layers; }

private:
    /// @param pixels [N, 3, H, W] @returns [N, features a picture, D]
    torch::Tensor imageFeatures(const torch::Tensor& pixels, NamedTensors* probes);
    torch::Tensor embed(const Batch& batch, const ForwardOptions& options);

    LlavaConfig config_;
    std::shared_ptr<nn::ClipVision> vision_;
    std::shared_ptr<nn::MlpProjector> projector_;
    std::shared_ptr<nn::Decoder> decoder_;
    std::shared_ptr<nn::Linear> head_;
};

} // namespace lorikeet
