#include "core/models/image_features.h"

#include "core/base/error.h"

namespace lorikeet {

ImagePlaces findImageTokens(const torch::Tensor& ids, int64_t imageTokenId, const KvCache* cache)
{
    const bool isContinued = cache != nullptr && cache->length > 0;
    const auto isImage = isContinued ? torch::zeros_like(ids, torch::kBool) : ids.eq(imageTokenId);
    return {.isImage = isImage, .index = isImage.cpu().reshape({-1}).nonzero().squeeze(1)};
}

torch::Tensor putFeatures(const torch::Tensor& embeds, const ImagePlaces& places, const torch::Tensor& features)
{
    const int64_t count = features.defined() ? features.size(0) : 0;
    if (places.index.size(0) != count)
        throw Error(Text(LK_TEXT("The pictures make %1 features, but the text has %2 places for them."), count, places.index.size(0)),
            Text(LK_TEXT("Write one <image> for each picture of the sample.")));
    if (count == 0)
        return embeds;
    return embeds.flatten(0, 1).index_copy(0, places.index.to(embeds.device()), features).view(embeds.sizes());
}

} // namespace lorikeet
