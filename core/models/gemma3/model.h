#pragma once
/// @file Gemma 3 with pictures: SigLIP tower, pooling projector, decoder with two-way attention inside a picture. Engine only.
/// @see transformers modeling_gemma3.py

#include "core/base/json.h"
#include "core/models/causal_lm.h"
#include "core/models/gemma3/config.h"
#include "core/nn/decoder.h"
#include "core/nn/siglip_vision.h"

#include <memory>

namespace lorikeet {

/// mm_input_projection_weight [vision width, D], mm_soft_emb_norm.
class Gemma3Projector : public torch::nn::Module {
public:
    Gemma3Projector(const Gemma3Config& config, const torch::TensorOptions& options);
    /// Nothing is saved for a gradient where neither x nor a weight asks for one.
    /// @param x [N, P, vision width] @returns [N, tokens of a picture, D]
    torch::Tensor forward(const torch::Tensor& x);

private:
    int64_t patchesPerSide_, pooled_; ///< Patches that become one token, a side.
    torch::Tensor weight_;
    std::shared_ptr<nn::RmsNorm> norm_;
};

/// model.{vision_tower, multi_modal_projector, language_model}, lm_head (absent where tied).
class Gemma3ForConditionalGeneration : public CausalLm {
public:
    Gemma3ForConditionalGeneration(const Json& config, const torch::TensorOptions& options);
    Output forward(const Batch& batch, const ForwardOptions& options) override;
    int64_t layerCount() const override { return config_.text.layers; }

private:
    Gemma3Config config_;
    std::shared_ptr<nn::SiglipVision> vision_;
    std::shared_ptr<Gemma3Projector> projector_;
    std::shared_ptr<nn::Decoder> decoder_;
    std::shared_ptr<nn::Linear> head_;
};

} // namespace lorikeet
