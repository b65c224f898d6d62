#pragma once
/// @file What a Qwen2.5-VL config.json says.

#include "core/models/grid_vision_config.h"

namespace lorikeet {

/// @throws Error naming the key.
GridVlConfig readQwen25Vl(const ConfigReader& config);

} // namespace lorikeet
