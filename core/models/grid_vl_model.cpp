#include "core/models/grid_vl_model.h"

#include "core/base/error.h"
#include "core/models/image_features.h"
#include "core/nn/causal_head.h"

namespace lorikeet {

GridVlModel::GridVlModel(const GridVlConfig& config, const torch::TensorOptions& options) : config_(config)
{
    auto inner = register_module("model", std::make_shared<torch::nn::Module>("GridVlModel"));
    vision_ = inner->register_module("visual", std::make_shared<nn::GridVision>(config_.vision, options));
    decoder_ = inner->register_module("language_model", std::make_shared<nn::Decoder>(config_.text, options));
    if (!config_.text.tiesEmbeddings)
        head_ = register_module("lm_head", std::make_shared<nn::Linear>(config_.text.hiddenSize, config_.text.vocabSize, false, options));
}

nn::GridFeatures GridVlModel::see(const Batch& batch, torch::Device device, NamedTensors* probes)
{
    if (!batch.pixelValues.defined())
        return {};
    const auto grids = batch.imageGridThw.defined() ? batch.imageGridThw.cpu() : torch::zeros({0, 3}, torch::kLong);
    const auto patches = grids.prod(1).sum().item<int64_t>();
    if (patches != batch.pixelValues.size(0))
        throw Error(Text(LK_TEXT("image_grid_thw describes %1 patches, but the pictures have %2."), patches, batch.pixelValues.size(0)),
            Text(LK_TEXT("Give one row of frames, rows and columns for each picture.")));
    return vision_->forward(batch.pixelValues.to(device, computeDtype()), grids, probes);
}

Output GridVlModel::forward(const Batch& batch, const ForwardOptions& options)
{
    const auto places = findImageTokens(batch.ids, config_.imageTokenId, options.cache);
    const auto embeds = decoder_->embed(batch.ids.masked_fill(places.isImage, 0), computeDtype()); // [B, T, D]
    const auto features = see(batch, embeds.device(), options.probes);
    auto input = nn::inputOf(batch, putFeatures(embeds, places, features.merged));
    input.deepstack = features.deep;
    input.featureIndex = places.index.to(embeds.device());
    return nn::causalForward(*decoder_, input, head_ ? head_->effectiveWeight() : decoder_->embedding(), batch.labels, options);
}

} // namespace lorikeet
