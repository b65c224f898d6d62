#pragma once
/// @file SmolVLM and Idefics3: SigLIP tower over tiles, pixel shuffle, language model. Engine only. @see transformers modeling_smolvlm.py

#include "core/base/json.h"
#include "core/models/causal_lm.h"
#include "core/models/smolvlm/config.h"
#include "core/nn/decoder.h"
#include "core/nn/siglip_vision.h"

#include <memory>

namespace lorikeet {

/// model.{vision_model, connector.modality_projection.proj, text_model}, lm_head (absent where tied).
class SmolVlmForConditionalGeneration : public CausalLm {
public:
    SmolVlmForConditionalGeneration(const Json& config, const torch::TensorOptions& options);
    Output forward(const Batch& batch, const ForwardOptions& options) override;
    int64_t layerCount() const override { return config_.text.layers; }

private:
    /// @param tiles [N, 3, s, s] @returns [N · tokens of a tile, D]
    torch::Tensor imageFeatures(const torch::Tensor& tiles, NamedTensors* probes);

    SmolVlmConfig config_;
    std::shared_ptr<nn::SiglipVision> vision_;
    std::shared_ptr<nn::Linear> projection_;
    std::shared_ptr<nn::Decoder> decoder_;
    std::shared_ptr<nn::Linear> head_;
};

} // namespace lorikeet
