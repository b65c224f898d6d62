#include "core/models/llava_next/model.h"

#include "core/models/image_features.h"
#include "core/models/llava_next/tiles.h"
#include "core/nn/causal_head.h"
#include "core/nn/parameter.h"

namespace lorikeet {

using torch::Tensor;

namespace {

/// One picture's features in the order of its tokens: the overview, then the rows that the picture covers, each with a line end.
/// @param tiles [1 + rows · columns, P, D] @returns [tokens, D]
Tensor packed(const Tensor& tiles, const AnyresLayout& layout, int64_t patchesPerSide, const Tensor& newline)
{
    const int64_t width = tiles.size(2), rows = layout.rows, columns = layout.columns;
    auto map = tiles.narrow(0, 1, rows * columns)
                   .view({rows, columns, patchesPerSide, patchesPerSide, width})
                   .transpose(1, 2)
                   .reshape({rows * patchesPerSide, columns * patchesPerSide, width});
    map = map.narrow(0, layout.keptTop, layout.keptHeight).narrow(1, layout.keptLeft, layout.keptWidth);
    const auto lineEnds = newline.expand({layout.keptHeight, 1, width});
    return torch::cat({tiles[0], torch::cat({map, lineEnds}, 1).flatten(0, 1)});
}

} // namespace

LlavaNextForConditionalGeneration::LlavaNextForConditionalGeneration(const Json& config, const torch::TensorOptions& options)
    : config_(LlavaNextConfig::from(ConfigReader(config, "config.json")))
{
    const int64_t width = config_.text.hiddenSize;
    const int64_t features = config_.vision.hiddenSize * static_cast<int64_t>(config_.featureLayers.size());
    auto inner = register_module("model", std::make_shared<torch::nn::Module>("LlavaNextModel"));
    newline_ = nn::makeParameter(*inner, "image_newline", {width}, options);
    vision_ = inner->register_module("vision_tower", std::make_shared<nn::ClipVision>(config_.vision, options));
    projector_ = inner->register_module(
        "multi_modal_projector", std::make_shared<nn::MlpProjector>(features, width, config_.hasProjectorBias, config_.projectorActivation, options));
    decoder_ = inner->register_module("language_model", std::make_shared<nn::Decoder>(config_.text, options));
    if (!config_.text.tiesEmbeddings)
        head_ = register_module("lm_head", std::make_shared<nn::Linear>(width, config_.text.vocabSize, false, options));
}

Tensor LlavaNextForConditionalGeneration::imageFeatures(const Tensor& pixels, const Tensor& sizes, NamedTensors* probes)
{
    TORCH_CHECK(pixels.dim() == 5 && sizes.defined() && sizes.size(0) == pixels.size(0), "tiles of each picture need the picture's size");
    const auto side = static_cast<int>(config_.vision.imageSize), patches = static_cast<int>(config_.vision.patchesPerSide());
    const auto sizesHere = sizes.cpu();
    const auto* size = sizesHere.const_data_ptr<int64_t>();
    std::vector<AnyresLayout> layouts;
    std::vector<int64_t> counts;
    std::vector<Tensor> real; // without the tiles that only fill the batch up
    for (int64_t i = 0; i < pixels.size(0); ++i) {
        const Size picture{static_cast<int>(size[2 * i + 1]), static_cast<int>(size[2 * i])};
        layouts.push_back(layOutTiles(picture, config_.resolutions, side, patches));
        TORCH_CHECK(layouts.back().rows > 0 && layouts.back().tiles() <= pixels.size(1), "a picture of ", picture.width, "x", picture.height, " has ",
            pixels.size(1), " tiles");
        counts.push_back(layouts.back().tiles());
        real.push_back(pixels[i].narrow(0, 0, counts.back()));
    }
    const auto projected = projector_->forward(vision_->features(torch::cat(real), config_.featureLayers, /*dropsClassToken=*/true, probes)); // [tiles, P, D]
    if (probes != nullptr)
        probes->emplace_back("proj.out", projected.detach());
    const auto newline = nn::castTo(newline_, projected.scalar_type());
    std::vector<Tensor> features;
    const auto tiles = projected.split_with_sizes(counts);
    for (size_t i = 0; i < tiles.size(); ++i)
        features.push_back(packed(tiles[i], layouts[i], patches, newline));
    return torch::cat(features);
}

Tensor LlavaNextForConditionalGeneration::embed(const Batch& batch, const ForwardOptions& options)
{
    const auto places = findImageTokens(batch.ids, config_.imageTokenId, options.cache);
    const auto embeds = decoder_->embed(batch.ids.masked_fill(places.isImage, 0), computeDtype()); // [B, T, D]
    Tensor features;
    if (batch.pixelValues.defined())
        features = imageFeatures(batch.pixelValues.to(embeds.device(), embeds.scalar_type()), batch.imageSizes, options.probes);
    return putFeatures(embeds, places, features);
}

Output LlavaNextForConditionalGeneration::forward(const Batch& batch, const ForwardOptions& options)
{
    const auto input = nn::inputOf(batch, embed(batch, options));
    return nn::causalForward(*decoder_, input, head_ ? head_->effectiveWeight() : decoder_->embedding(), batch.labels, options);
}

} // namespace lorikeet
