#include "core/models/llava/model.h"

#include "core/models/image_features.h"
#include "core/nn/activations.h"
#include "core/nn/causal_head.h"
#include "core/nn/parameter.h"

namespace lorikeet {

using torch::Tensor;

LlavaForConditionalGeneration::LlavaForConditionalGeneration(const Json& config, const torch::TensorOptions& options)
    : config_(LlavaConfig::from(ConfigReader(config, "config.json")))
{
    const int64_t width = config_.text.hiddenSize;
    auto inner = register_module("model", std::make_shared<torch::nn::Module>("LlavaModel"));
    vision_ = inner->register_module("vision_tower", std::make_shared<nn::ClipVision>(config_.vision, options));
    projector_ = inner->register_module("multi_modal_projector", std::make_shared<torch::nn::Module>("LlavaProjector"));
    const auto features = config_.vision.hiddenSize * static_cast<int64_t>(config_.featureLayers.size());
    linear1_ = projector_->register_module("linear_1", std::make_shared<nn::Linear>(features, width, config_.hasProjectorBias, options));
    linear2_ = projector_->register_module("linear_2", std::make_shared<nn::Linear>(width, width, config_.hasProjectorBias, options));
    decoder_ = inner->register_module("language_model", std::make_shared<nn::Decoder>(config_.text, options));
    if (!config_.text.tiesEmbeddings)
        head_ = register_module("lm_head", std::make_shared<nn::Linear>(width, config_.text.vocabSize, false, options));
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
    // An image token may lie beyond the embedding's rows: its row is replaced, so any row will do.
    const auto places = findImageTokens(batch.ids, config_.imageTokenId);
    const auto embeds = decoder_->embed(batch.ids.masked_fill(places.isImage, 0), computeDtype()); // [B, T, D]
    Tensor features;                                                                               // [N · P, D]
    if (batch.pixelValues.defined())
        features = imageFeatures(batch.pixelValues.to(embeds.device(), embeds.scalar_type()), probes).flatten(0, 1);
    return putFeatures(embeds, places, features);
}

Output LlavaForConditionalGeneration::forward(const Batch& batch, const ForwardOptions& options)
{
    const auto input = nn::inputOf(batch, embed(batch, options.probes));
    return nn::causalForward(*decoder_, input, head_ ? head_->effectiveWeight() : decoder_->embedding(), batch.labels, options);
}

} // namespace lorikeet
