#include "core/models/llava/model.h"

#include "core/base/error.h"
#include "core/models/decoder_config.h"
#include "core/nn/causal_head.h"
#include "core/nn/parameter.h"

namespace lorikeet {

using torch::Tensor;

LlavaForConditionalGeneration::LlavaForConditionalGeneration(const Json& config, const torch::TensorOptions& options)
    : config_(readLlavaConfig(config))
{
    auto inner = register_module("model", std::make_shared<torch::nn::Module>("LlavaModel"));
    vision_ = inner->register_module("vision_tower", std::make_shared<nn::ClipVision>(config_.vision, options));
    projector_ = inner->register_module("multi_modal_projector", std::make_shared<torch::nn::Module>("LlavaProjector"));
    const int64_t in = config_.vision.width * static_cast<int64_t>(config_.featureLayers.size());
    linear1_ = projector_->register_module("linear_1", std::make_shared<nn::Linear>(in, config_.text.width, config_.hasProjectorBias, options));
    linear2_ = projector_->register_module("linear_2", std::make_shared<nn::Linear>(config_.text.width, config_.text.width, config_.hasProjectorBias, options));
    decoder_ = inner->register_module("language_model", std::make_shared<nn::Decoder>(config_.text, options));
    if (!config_.text.isTied)
        head_ = register_module("lm_head", std::make_shared<nn::Linear>(config_.text.width, config_.text.vocabulary, false, options));
}

Tensor LlavaForConditionalGeneration::imageFeatures(const Tensor& pixels, NamedTensors* probes)
{
    std::vector<Tensor> states;
    {
        const torch::AutoGradMode grad(torch::GradMode::is_enabled() && nn::isTrained(*vision_));
        states = vision_->hiddenStates(pixels, config_.featureLayers, probes);
    }
    if (config_.dropsClassToken) {
        for (auto& state : states)
            state = state.narrow(1, 1, state.size(1) - 1);
    }
    const auto selected = states.size() == 1 ? states.front() : torch::cat(states, -1); // [N, P, D · layers]
    const torch::AutoGradMode grad(torch::GradMode::is_enabled() && (selected.requires_grad() || nn::isTrained(*projector_)));
    const auto projected = linear2_->forward(nn::activate(linear1_->forward(selected), config_.projectorActivation));
    if (probes != nullptr)
        probes->emplace_back("proj.out", projected.detach());
    return projected;
}

Tensor LlavaForConditionalGeneration::embed(const Batch& batch, NamedTensors* probes)
{
    const auto ids = batch.ids;
    // An image token may lie beyond the embedding's rows: its row is replaced, so any row will do.
    const auto isImage = ids.eq(config_.imageToken);
    auto embeds = decoder_->embed(ids.masked_fill(isImage, 0), computeDtype()); // [B, T, D]
    const auto where = isImage.cpu().reshape({-1}).nonzero().squeeze(1);        // [features]
    const int64_t placeholders = where.size(0);
    if (!batch.pixelValues.defined()) {
        TORCH_CHECK(placeholders == 0, "the text has ", placeholders, " picture places but no picture came with it");
        return embeds;
    }
    const auto features = imageFeatures(batch.pixelValues.to(embeds.device(), embeds.scalar_type()), probes);
    const int64_t rows = features.size(0) * features.size(1);
    TORCH_CHECK(placeholders == rows, "the pictures make ", rows, " features but the text has ", placeholders, " places for them");
    const auto flat = embeds.reshape({-1, embeds.size(2)});
    return flat.index_copy(0, where.to(embeds.device()), features.reshape({-1, embeds.size(2)})).view(embeds.sizes());
}

Output LlavaForConditionalGeneration::forward(const Batch& batch, const ForwardOptions& options)
{
    const auto hidden = decoder_->forward(embed(batch, options.probes), batch.positionIds, batch.attentionMask, options.cache);
    return nn::causalOutput(*decoder_, hidden, head_ ? head_->effectiveWeight() : decoder_->embedding(), batch, options);
}

} // namespace lorikeet
