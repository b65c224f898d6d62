#include "core/models/smolvlm/model.h"

#include "core/models/image_features.h"
#include "core/nn/causal_head.h"

namespace lorikeet {

using torch::Tensor;

namespace {

/// The tower's position table is a square of `side`; a picture of `count` patches a side is laid over it. In fp32, step by step as
/// transformers does: for some sides rounding moves a patch by one. @returns [count · count] int64
Tensor patchPositions(int64_t side, int64_t count)
{
    const double step = 1.0 / static_cast<double>(side);
    const auto boundaries = torch::arange(step, 1.0, step, torch::kFloat);
    const auto places = torch::arange(count, torch::kFloat) * torch::full({1}, count, torch::kLong).reciprocal();
    const auto buckets = torch::bucketize(places.clamp_max(1.0 - 1e-6), boundaries, /*out_int32=*/false, /*right=*/true);
    return (buckets.unsqueeze(1) * side + buckets.unsqueeze(0)).flatten();
}

/// Squares of scale x scale patches become one feature each. @param x [N, P, D] @returns [N, P / scale², D · scale²]
Tensor shuffled(const Tensor& x, int64_t scale)
{
    const auto side = static_cast<int64_t>(std::lround(std::sqrt(static_cast<double>(x.size(1)))));
    const int64_t less = side / scale, width = x.size(2);
    return x.view({x.size(0), less, scale, less, scale, width}).transpose(2, 3).reshape({x.size(0), less * less, scale * scale * width});
}

/// Tiles of zeros only fill a batch up. @param tiles [N, 3, s, s]
Tensor withoutFilling(const Tensor& tiles)
{
    const auto isReal = tiles.ne(0.0).flatten(1).any(1).cpu();
    const auto real = isReal.nonzero().squeeze(1);
    return real.size(0) == tiles.size(0) ? tiles : tiles.index_select(0, real.to(tiles.device()));
}

} // namespace

SmolVlmForConditionalGeneration::SmolVlmForConditionalGeneration(const Json& config, const torch::TensorOptions& options)
    : config_(SmolVlmConfig::from(ConfigReader(config, "config.json")))
{
    const int64_t width = config_.text.hiddenSize, features = config_.vision.hiddenSize * config_.scaleFactor * config_.scaleFactor;
    auto inner = register_module("model", std::make_shared<torch::nn::Module>("SmolVlmModel"));
    vision_ = inner->register_module("vision_model", std::make_shared<nn::SiglipVision>(config_.vision, options));
    auto connector = inner->register_module("connector", std::make_shared<torch::nn::Module>("SmolVlmConnector"));
    auto projection = connector->register_module("modality_projection", std::make_shared<torch::nn::Module>("SmolVlmProjection"));
    projection_ = projection->register_module("proj", std::make_shared<nn::Linear>(features, width, false, options));
    decoder_ = inner->register_module("text_model", std::make_shared<nn::Decoder>(config_.text, options));
    if (!config_.text.tiesEmbeddings)
        head_ = register_module("lm_head", std::make_shared<nn::Linear>(width, config_.text.vocabSize, false, options));
}

Tensor SmolVlmForConditionalGeneration::imageFeatures(const Tensor& tiles, NamedTensors* probes)
{
    const auto positions = patchPositions(config_.vision.patchesPerSide(), tiles.size(2) / config_.vision.patchSize).to(tiles.device());
    const auto seen = vision_->forward(tiles, positions, probes);
    const auto projected = projection_->forward(shuffled(seen, config_.scaleFactor)); // [N, tokens of a tile, D]
    if (probes != nullptr)
        probes->emplace_back("proj.out", projected.detach());
    return projected.flatten(0, 1);
}

Output SmolVlmForConditionalGeneration::forward(const Batch& batch, const ForwardOptions& options)
{
    const auto places = findImageTokens(batch.ids, config_.imageTokenId, options.cache);
    const auto embeds = decoder_->embed(batch.ids.masked_fill(places.isImage, 0), computeDtype()); // [B, T, D]
    Tensor features;
    if (batch.pixelValues.defined())
        features = imageFeatures(withoutFilling(batch.pixelValues.flatten(0, 1)).to(embeds.device(), embeds.scalar_type()), options.probes);
    const auto input = nn::inputOf(batch, putFeatures(embeds, places, features));
    return nn::causalForward(*decoder_, input, head_ ? head_->effectiveWeight() : decoder_->embedding(), batch.labels, options);
}

} // namespace lorikeet
