#pragma once
/// @file Pictures of several samples as one tensor, in the shape that the Hugging Face processor gives. Engine only.

#include "core/models/family.h"
#include "core/nn/torch.h"

#include <vector>

namespace lorikeet {

/// Whole pictures: [pictures, 3, H, W] (or whatever PixelData::shape says), one sample after the other. Tiles: [pictures, most tiles, 3, H, W] or
/// [samples, most tiles, 3, H, W] by the layout, filled up with tiles of zeros. Undefined without pictures.
/// Safe on loader threads: starts no OpenMP team.
torch::Tensor stackPixels(const std::vector<const PixelData*>& samples);

} // namespace lorikeet
