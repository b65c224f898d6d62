#pragma once
/// @file What a vision_config says of a SigLIP tower. Without torch.

#include "core/models/clip_vision_config.h"

#include <string>
#include <vector>

namespace lorikeet {

/// Measured as a CLIP tower is, but without a class token, and its last norm is used.
struct SiglipVisionConfig : ClipVisionConfig {
    bool hasHead = false; ///< A pooling head that is stored but never asked.

    /// What transformers takes where siglip_vision_model's keys are missing.
    static SiglipVisionConfig siglip();
};

/// vision_config; its model_type, where given, must be one of `types`. @throws Error naming the key.
SiglipVisionConfig readSiglipVision(const ConfigReader& config, const std::vector<std::string>& types, const SiglipVisionConfig& defaults);
/// Parameters of the tower under `prefix`, e.g. "model.vision_tower.".
void addSiglipVision(std::vector<ParameterInfo>& parameters, const SiglipVisionConfig& vision, const std::string& prefix);

} // namespace lorikeet
