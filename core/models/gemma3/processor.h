#pragma once
/// @file Gemma 3's picture side: every picture becomes one square.

#include "core/models/family.h"

#include <memory>
#include <string>

namespace lorikeet {

/// @throws Error naming file and key.
std::unique_ptr<ImageProcessor> makeGemma3ImageProcessor(const Json& config, const std::string& folder);

} // namespace lorikeet
