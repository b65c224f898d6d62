#pragma once
/// @file LLaVA-NeXT: CLIP tower over tiles, projector, language model. Engine only. @see transformers modeling_llava_next.py

#include "core/base/json.h"
#include "core/models/causal_lm.h"
#include "core/models/llava_next/config.h"
#include "core/nn/clip_vision.h"
#include "core/nn/decoder.h"
#include "core/nn/mlp_projector.h"

#include <memory>

namespace lorikeet {

/// model.{image_newline, vision_tower, multi_modal_projector, language_model}, lm_head (absent where tied).
class LlavaNextForConditionalGeneration : public CausalLm {
public:
    LlavaNextForConditionalGeneration(const Json& config, const torch::TensorOptions& options);
    Output forward(const Batch& batch, const ForwardOptions& options) override;
    int64_t layerCount() const override { return config_.text.layers; }

private:
    /// @param pixels [pictures, most tiles, 3, s, s] @param sizes [pictures, 2] height and width @returns [features of all pictures, D]
    torch::Tensor imageFeatures(const torch::Tensor& pixels, const torch::Tensor& sizes, NamedTensors* probes);
    torch::Tensor embed(const Batch& batch, const ForwardOptions& options);

    LlavaNextConfig config_;
    torch::Tensor newline_; ///< [D]
    std::shared_ptr<nn::ClipVision> vision_;
    std::shared_ptr<nn::MlpProjector> projector_;
    std::shared_ptr<nn::Decoder> decoder_;
    std::shared_ptr<nn::Linear> head_;
};

} // namespace lorikeet
