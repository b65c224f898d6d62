#include "core/models/llava/model.h"

#include "core/models/image_features.h"
#include "core/nn/causal_head.h"

namespace lorikeet {

using torch::Tensor;

LlavaForConditionalGeneration::LlavaForConditionalGeneration(const Json& config, const torch::TensorOptions& options)
    : config_(LlavaConfig::from(ConfigReader(config, "config.json")))
{
    const int64_t width = config_.text.hiddenSize;
    auto inner = register_module("model", std::make_shared<torch::nn::Module>("LlavaModel"));
    vision_ = inner->register_module("vision_tower", std::make_shared<nn::ClipVision>(config_.vision, options));
    const auto features = config_.vision.hiddenSize * static_cast<int64_t>(config_.featureLayers.size());
    projector_ = inner->register_module(
        "multi_modal_projector", std::make_shared<nn::MlpProjector>(features, width, config_.hasProjectorBias, config_.projectorActivation, options));
    decoder_ = inner->register_module("language_model", std::make_shared<nn::Decoder>(config_.text, options));
    if (!config_.text.tiesEmbeddings)
        head_ = register_module("lm_head", std::make_shared<nn::Linear>(width, config_.text.vocabSize, false, options));
}

Tensor LlavaForConditionalGeneration::imageFeatures(const Tensor& pixels, NamedTensors* probes)
{
    const auto projected = projector_->forward(vision_->features(pixels, config_.featureLayers, config_.dropsClassToken, probes));
    if (probes != nullptr)
        probes->emplace_back("proj.out", projected.detach());
    return projected;
}

Tensor LlavaForConditionalGeneration::embed(const Batch& batch, const ForwardOptions& options)
{
    // An image token may lie beyond the embedding's rows: its row is replaced, so any row will do.
    const auto places = findImageTokens(batch.ids, config_.imageTokenId, options.cache);
    const auto embeds = decoder_->embed(batch.ids.masked_fill(places.isImage, 0), computeDtype()); // [B, T, D]
    Tensor features;                                                                               // [N · P, D]
    if (batch.pixelValues.defined())
        features = imageFeatures(batch.pixelValues.to(embeds.device(), embeds.scalar_type()), options.probes).flatten(0, 1);
    return putFeatures(embeds, places, features);
}

Output LlavaForConditionalGeneration::forward(const Batch& batch, const ForwardOptions& options)
{
    const auto input = nn::inputOf(batch, embed(batch, options));
    return nn::causalForward(*decoder_, input, head_ ? head_->effectiveWeight() : decoder_->embedding(), batch.labels, options);
}

} // namespace lorikeet
