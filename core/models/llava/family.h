#pragma once
/// @file LLaVA-1.5: CLIP tower, two-layer projector, llama.

#include "core/models/family.h"

namespace lorikeet {

const ModelFamily& llavaFamily();

/// The CLIP or LLaVA image processor of a model folder. @throws Error naming file and key.
std::unique_ptr<ImageProcessor> makeLlavaImageProcessor(const Json& config, const std::string& folder);

} // namespace lorikeet
