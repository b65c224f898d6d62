#pragma once
/// @file LLaVA-NeXT's picture side: one overview and tiles of the best fitting resolution.

#include "core/models/family.h"

#include <memory>
#include <string>

namespace lorikeet {

/// @throws Error naming file and key.
std::unique_ptr<ImageProcessor> makeLlavaNextImageProcessor(const Json& config, const std::string& folder);

} // namespace lorikeet
