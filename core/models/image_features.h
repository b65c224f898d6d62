#pragma once
/// @file Picture features in the place of their tokens. Engine only.

#include "core/models/causal_lm.h"
#include "core/nn/torch.h"

namespace lorikeet {

/// Where a batch's image tokens stand.
struct ImagePlaces {
    torch::Tensor isImage; ///< [B, T] bool
    torch::Tensor index;   ///< [N] int64 into B · T, in reading order, on the CPU
};
/// @param cache where it holds something, pictures were read before: an image token that the model itself wrote is a token like others.
ImagePlaces findImageTokens(const torch::Tensor& ids, int64_t imageTokenId, const KvCache* cache);

/// embeds with row `places.index[i]` replaced by feature i. @param embeds [B, T, D] @param features [N, D]; undefined = no pictures
/// @throws Error when there are more or fewer features than places.
torch::Tensor putFeatures(const torch::Tensor& embeds, const ImagePlaces& places, const torch::Tensor& features);

} // namespace lorikeet
