#pragma once
/// @file Pictures of any size as patches in merge-block order. @see transformers image_processing_qwen2_vl.py

#include "core/models/family.h"
#include "core/models/grid_vision_config.h"

#include <memory>
#include <string>

namespace lorikeet {

struct PixelLimits {
    int64_t least = 3'136;
    int64_t most = 1'003'520;
};

/// Both sides multiples of `factor` (rounded half to even), the area inside the limits, the shape as near as that allows.
/// {0, 0} where one side is more than 200 times the other, or nothing would be left.
Size gridSize(Size size, int64_t factor, PixelLimits limits);

/// The processor that preprocessor_config.json describes. @throws Error naming file and key, also where it disagrees with config.json.
std::unique_ptr<ImageProcessor> makeGridProcessor(const GridVisionConfig& vision, const std::string& folder);

} // namespace lorikeet
