#include "core/models/llava/model.h"

#include "core/base/error.h"
#include "core/models/llama/model.h"
#include "core/nn/causal_head.h"
#include "core/nn/parameter.h"

namespace lorikeet {

using torch::Tensor;

namespace {

nn::ClipVisionConfig towerConfig(const ClipVisionConfig& vision)
{
    return {.width = vision.hiddenSize,
        .mlpWidth = vision.intermediateSize,
        .layers = vision.layers,
        .heads = vision.heads,
        .channels = vision.channels,
        .imageSize = vision.imageSize,
        .patchSize = vision.patchSize,
        .epsilon = vision.layerNormEps,
        .activation = vision.hiddenAct == "gelu" ? nn::Activation::Gelu : nn::Activation::QuickGelu};
}

void checkCount(int64_t placeholders, int64_t features)
{
    if (placeholders != features)
        throw Error(Text(LK_TEXT("The pictures make %1 features, but the text has %2 places for them."), features, placeholders),
            Text(LK_TEXT("Write one <image> for each picture of the sample.")));
}

} // namespace

LlavaForConditionalGeneration::LlavaForConditionalGeneration(const Json& config, const torch::TensorOptions& options)
    : config_(LlavaConfig::from(ConfigReader(config, "config.json")))
{
    const int64_t width = config_.text.hiddenSize;
    for (const auto layer : config_.featureLayers)
        featureLayers_.push_back(layer < 0 ? layer + config_.vision.layers + 1 : layer);
    auto inner = register_module("model", std::make_shared<torch::nn::Module>("LlavaModel"));
    vision_ = inner->register_module("vision_tower", std::make_shared<nn::ClipVision>(towerConfig(config_.vision), options));
    projector_ = inner->register_module("multi_modal_projector", std::make_shared<torch::nn::Module>("LlavaProjector"));
    const auto features = config_.vision.hiddenSize * static_cast<int64_t>(featureLayers_.size());
    linear1_ = projector_->register_module("linear_1", std::make_shared<nn::Linear>(features, width, config_.hasProjectorBias, options));
    linear2_ = projector_->register_module("linear_2", std::make_shared<nn::Linear>(width, width, config_.hasProjectorBias, options));
    decoder_ = inner->register_module("language_model", std::make_shared<nn::Decoder>(decoderConfig(config_.text), options));
    if (!config_.text.tiesEmbeddings)
        head_ = register_module("lm_head", std::make_shared<nn::Linear>(width, config_.text.vocabSize, false, options));
}

Tensor LlavaForConditionalGeneration::imageFeatures(const Tensor& pixels, NamedTensors* probes)
{
    std::vector<Tensor> states;
    {
        const torch::AutoGradMode grad(torch::GradMode::is_enabled() && nn::isTrained(*vision_));
        states = vision_->hiddenStates(pixels, featureLayers_, probes);
    }
    if (config_.dropsClassToken) {
        for (auto& state : states)
            state = state.narrow(1, 1, state.size(1) - 1);
    }
    const auto selected = states.size() == 1 ? states.front() : torch::cat(states, -1); // [N, P, D · layers]
    const torch::AutoGradMode grad(torch::GradMode::is_enabled() && (selected.requires_grad() || nn::isTrained(*projector_)));
    const auto projected = linear2_->forward(nn::activate(linear1_->forward(selected), nn::Activation::Gelu));
    if (probes != nullptr)
        probes->emplace_back("proj.out", projected.detach());
    return projected;
}

Tensor LlavaForConditionalGeneration::embed(const Batch& batch, NamedTensors* probes)
{
    const auto ids = batch.ids;
    // An image token may lie beyond the embedding's rows: its row is replaced, so any row will do.
    const auto isImage = ids.eq(config_.imageTokenId);
    auto embeds = decoder_->embed(ids.masked_fill(isImage, 0), computeDtype()); // [B, T, D]
    const auto where = isImage.cpu().reshape({-1}).nonzero().squeeze(1);        // [features]
    const int64_t placeholders = where.size(0);
    if (!batch.pixelValues.defined()) {
        checkCount(placeholders, 0);
        return embeds;
    }
    const auto features = imageFeatures(batch.pixelValues.to(embeds.device(), embeds.scalar_type()), probes);
    const int64_t rows = features.size(0) * features.size(1);
    checkCount(placeholders, rows);
    const auto flat = embeds.reshape({-1, embeds.size(2)});
    return flat.index_copy(0, where.to(embeds.device()), features.reshape({-1, embeds.size(2)})).view(embeds.sizes());
}

Output LlavaForConditionalGeneration::forward(const Batch& batch, const ForwardOptions& options)
{
    return nn::causalForward(*decoder_, embed(batch, options.probes), head_ ? head_->effectiveWeight() : decoder_->embedding(), batch, options);
}

} // namespace lorikeet
