#pragma once
/// @file What a Qwen2-VL config.json says: old ones hold the text's keys at the top level, new ones in text_config.

#include "core/models/grid_vision_config.h"

namespace lorikeet {

/// @throws Error naming the key.
GridVlConfig readQwen2Vl(const ConfigReader& config);

/// The language model of Qwen2-VL and Qwen2.5-VL. @throws Error naming the key.
DecoderConfig readQwen2VlText(const ConfigReader& config);

} // namespace lorikeet
