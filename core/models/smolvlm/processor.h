#pragma once
/// @file SmolVLM's and Idefics3's picture side: tiles of one size, row by row, then the whole picture once more.

#include "core/models/family.h"

#include <memory>
#include <string>

namespace lorikeet {

/// @throws Error naming file and key.
std::unique_ptr<ImageProcessor> makeSmolVlmImageProcessor(const Json& config, const std::string& folder);

} // namespace lorikeet
