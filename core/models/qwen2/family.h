#pragma once
/// @file The qwen2 text family: Qwen2 and Qwen2.5.

#include "core/models/decoder_config.h"
#include "core/models/family.h"

namespace lorikeet {

const ModelFamily& qwen2Family();

/// use_sliding_window, sliding_window and max_window_layers (the first layer that slides), as all Qwen families spell them.
void readQwenWindows(const ConfigReader& config, DecoderConfig& decoder);

} // namespace lorikeet
