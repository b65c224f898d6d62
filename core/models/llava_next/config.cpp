#include "core/models/llava_next/config.h"

#include <fmt/format.h>

namespace lorikeet {

std::vector<Size> readResolutions(const ConfigReader& config, int64_t tileSide)
{
    static const Json kDefault = Json::parse("[[336, 672], [672, 336], [672, 672], [1008, 336], [336, 1008]]");
    constexpr const char* kKey = "image_grid_pinpoints";
    const Json& list = config.has(kKey) ? config.json()[kKey] : kDefault;
    if (!list.is_array() || list.empty())
        config.fail(kKey, "must be a list of pairs of height and width");
    std::vector<Size> resolutions;
    for (const Json& pair : list) {
        if (!pair.is_array() || pair.size() != 2 || !pair[0].is_number_integer() || !pair[1].is_number_integer() || pair[0] <= 0 || pair[1] <= 0)
            config.fail(kKey, "must be a list of pairs of height and width");
        const auto height = pair[0].get<uint64_t>(), width = pair[1].get<uint64_t>();
        const auto side = static_cast<uint64_t>(tileSide);
        if (height == 0 || width == 0 || height % side != 0 || width % side != 0 || std::max(height, width) > 1'000 * side)
            config.fail(kKey, fmt::format("holds {}x{}, which can't be cut into tiles of {}x{}", height, width, side, side));
        resolutions.push_back({static_cast<int>(width), static_cast<int>(height)});
    }
    return resolutions;
}

LlavaNextConfig LlavaNextConfig::from(const ConfigReader& config)
{
    LlavaNextConfig result;
    result.vision = readClipVision(config);
    result.text = readTextConfig(config, "llama");
    result.text.tiesEmbeddings = config.flagOr("tie_word_embeddings", false); // what text_config says doesn't count
    result.imageTokenId = config.countOr("image_token_index", config.countOr("image_token_id", 32'000, 0), 0);
    result.featureLayers = readFeatureLayers(config, result.vision.layers);
    if (!readDropsClassToken(config))
        config.fail("vision_feature_select_strategy", "is \"full\"; supported is default");
    result.hasProjectorBias = config.flagOr("multimodal_projector_bias", true);
    result.projectorActivation = readActivation(config, "projector_hidden_act", Activation::Gelu);
    result.resolutions = readResolutions(config, result.vision.imageSize);
    return result;
}

} // namespace lorikeet
