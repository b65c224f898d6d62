#include "core/models/llama/model.h"

#include "core/nn/causal_head.h"

namespace lorikeet {

LlamaForCausalLm::LlamaForCausalLm(const Json& config, const torch::TensorOptions& options)
{
    const auto text = decoderConfig(LlamaConfig::from(ConfigReader(config, "config.json"), LlamaConfig::Missing::IsError));
    decoder_ = register_module("model", std::make_shared<nn::Decoder>(text, options));
    if (!text.isTied)
        head_ = register_module("lm_head", std::make_shared<nn::Linear>(text.width, text.vocabulary, false, options));
}

Output LlamaForCausalLm::forward(const Batch& batch, const ForwardOptions& options)
{
    const auto embeds = decoder_->embed(batch.ids, computeDtype());
    return nn::causalForward(*decoder_, embeds, head_ ? head_->effectiveWeight() : decoder_->embedding(), batch, options);
}

} // namespace lorikeet
