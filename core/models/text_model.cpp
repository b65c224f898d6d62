#include "core/models/text_model.h"

#include "core/nn/causal_head.h"

namespace lorikeet {

TextForCausalLm::TextForCausalLm(const Json& config, const torch::TensorOptions& options)
{
    const auto text = *familyFor(config, "").decoder(ConfigReader(config, "config.json"), Missing::IsError);
    decoder_ = register_module("model", std::make_shared<nn::Decoder>(text, options));
    if (!text.tiesEmbeddings)
        head_ = register_module("lm_head", std::make_shared<nn::Linear>(text.hiddenSize, text.vocabSize, false, options));
}

Output TextForCausalLm::forward(const Batch& batch, const ForwardOptions& options)
{
    const auto input = nn::inputOf(batch, decoder_->embed(batch.ids, computeDtype()));
    return nn::causalForward(*decoder_, input, head_ ? head_->effectiveWeight() : decoder_->embedding(), batch.labels, options);
}

} // namespace lorikeet
