#pragma once
/// @file Llama with its language head. Engine only.

#include "core/base/json.h"
#include "core/models/causal_lm.h"
#include "core/models/llama/config.h"
#include "core/nn/decoder.h"

#include <memory>

namespace lorikeet {

/// What the shared decoder needs to know of a llama configuration.
nn::DecoderConfig decoderConfig(const LlamaConfig& config);

/// model.{embed_tokens, layers.N, norm}, lm_head (absent where tied).
class LlamaForCausalLm : public CausalLm {
public:
    LlamaForCausalLm(const Json& config, const torch::TensorOptions& options);
    Output forward(const Batch& batch, const ForwardOptions& options) override;
    int64_t layerCount() const override { return decoder_->config().layers; }

private:
    std::shared_ptr<nn::Decoder> decoder_;
    std::shared_ptr<nn::Linear> head_;
};

} // namespace lorikeet
