#pragma once
/// @file A text family's language model with its head. Engine only.

#include "core/base/json.h"
#include "core/models/causal_lm.h"
#include "core/nn/decoder.h"

#include <memory>

namespace lorikeet {

/// model.{embed_tokens, layers.N, norm}, lm_head (absent where tied), as the family of `config` describes it.
class TextForCausalLm : public CausalLm {
public:
    TextForCausalLm(const Json& config, const torch::TensorOptions& options);
    Output forward(const Batch& batch, const ForwardOptions& options) override;
    int64_t layerCount() const override { return decoder_->config().layers; }

private:
    std::shared_ptr<nn::Decoder> decoder_;
    std::shared_ptr<nn::Linear> head_;
};

} // namespace lorikeet
