#include "core/models/gemma3/model.h"

#include "core/models/image_features.h"
#include "core/nn/causal_head.h"
#include "core/nn/parameter.h"

namespace lorikeet {

using torch::Tensor;

namespace {

/// The number of the picture that each token belongs to, -1 for text: every unbroken run of image tokens is one picture.
/// @param isImage [B, T] bool @returns [B, T] int64
Tensor pictureBlocks(const Tensor& isImage)
{
    const auto before = torch::constant_pad_nd(isImage, {1, 0}, 0).narrow(1, 0, isImage.size(1));
    const auto numbers = isImage.logical_and(before.logical_not()).to(torch::kLong).cumsum(1) - 1;
    return numbers.masked_fill(isImage.logical_not(), -1);
}

} // namespace

Gemma3Projector::Gemma3Projector(const Gemma3Config& config, const torch::TensorOptions& options)
    : torch::nn::Module("Gemma3Projector"), patchesPerSide_(config.vision.patchesPerSide()), pooled_(patchesPerSide_ / config.tokensPerSide),
      weight_(nn::makeParameter(*this, "mm_input_projection_weight", {config.vision.hiddenSize, config.text.hiddenSize}, options)),
      norm_(register_module("mm_soft_emb_norm", std::make_shared<nn::RmsNorm>(config.vision.hiddenSize, config.vision.layerNormEps, options, /*addsOne=*/true)))
{
}

Tensor Gemma3Projector::forward(const Tensor& x)
{
    const torch::AutoGradMode grad(torch::GradMode::is_enabled() && (x.requires_grad() || nn::isTrained(*this)));
    const auto map = x.transpose(1, 2).reshape({x.size(0), x.size(2), patchesPerSide_, patchesPerSide_});
    const auto tokens = torch::avg_pool2d(map, pooled_, pooled_).flatten(2).transpose(1, 2); // [N, tokens, vision width]
    return torch::matmul(norm_->forward(tokens), nn::castTo(weight_, x.scalar_type()));
}

Gemma3ForConditionalGeneration::Gemma3ForConditionalGeneration(const Json& config, const torch::TensorOptions& options)
    : config_(Gemma3Config::from(ConfigReader(config, "config.json")))
{
    auto inner = register_module("model", std::make_shared<torch::nn::Module>("Gemma3Model"));
    vision_ = inner->register_module("vision_tower", std::make_shared<nn::SiglipVision>(config_.vision, options));
    projector_ = inner->register_module("multi_modal_projector", std::make_shared<Gemma3Projector>(config_, options));
    decoder_ = inner->register_module("language_model", std::make_shared<nn::Decoder>(config_.text, options));
    if (!config_.text.tiesEmbeddings)
        head_ = register_module("lm_head", std::make_shared<nn::Linear>(config_.text.hiddenSize, config_.text.vocabSize, false, options));
}

Output Gemma3ForConditionalGeneration::forward(const Batch& batch, const ForwardOptions& options)
{
    // The image token may lie beyond the embedding's rows: its row is replaced, so any row will do.
    const auto places = findImageTokens(batch.ids, config_.imageTokenId, options.cache);
    const auto embeds = decoder_->embed(batch.ids.masked_fill(places.isImage, 0), computeDtype()); // [B, T, D]
    Tensor features;
    if (batch.pixelValues.defined()) {
        const auto seen = vision_->forward(batch.pixelValues.to(embeds.device(), embeds.scalar_type()), /*positions=*/{}, options.probes);
        const auto projected = projector_->forward(seen); // [N, tokens, D]
        if (options.probes != nullptr)
            options.probes->emplace_back("proj.out", projected.detach());
        features = projected.flatten(0, 1);
    }
    auto input = nn::inputOf(batch, putFeatures(embeds, places, features));
    if (features.defined())
        input.pictureBlocks = pictureBlocks(places.isImage);
    return nn::causalForward(*decoder_, input, head_ ? head_->effectiveWeight() : decoder_->embedding(), batch.labels, options);
}

} // namespace lorikeet
