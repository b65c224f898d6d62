#pragma once
/// @file What a vision_config says of a CLIP tower. Without torch.

#include "core/models/activation.h"
#include "core/models/config_reader.h"
#include "core/models/family.h"

#include <string>
#include <vector>

namespace lorikeet {

class ParameterList;

struct ClipVisionConfig {
    int64_t hiddenSize = 1'024;
    int64_t intermediateSize = 4'096;
    int64_t layers = 24;
    int64_t heads = 16;
    int64_t channels = 3;
    int64_t imageSize = 336;
    int64_t patchSize = 14;
    double layerNormEps = 1e-5;
    Activation activation = Activation::QuickGelu;
    int64_t patchesPerSide() const { return imageSize / patchSize; }
};

/// vision_config of a LLaVA-like model; what is missing is that of LLaVA-1.5. @throws Error naming the key.
ClipVisionConfig readClipVision(const ConfigReader& config);
/// The keys that every vision transformer of this build has; those that are missing leave `vision` as it is. @throws Error naming the key.
void readVisionMeasures(const ConfigReader& tower, ClipVisionConfig& vision);
/// A number, or a list of two equal ones. @throws Error naming the key.
int64_t readSquareSide(const ConfigReader& config, const std::string& key, int64_t fallback);
/// vision_feature_layer: one or several of the tower's hidden states, counted from 0 (the embeddings). @throws Error naming the key.
std::vector<int64_t> readFeatureLayers(const ConfigReader& config, int64_t towerLayers);
/// vision_feature_select_strategy: whether the class token is left out. @throws Error naming the key.
bool readDropsClassToken(const ConfigReader& config);
/// Parameters of its layers.
void addVisionLayers(ParameterList& list, const ClipVisionConfig& vision, const std::string& prefix);
/// Parameters of the tower under `prefix`, e.g. "model.vision_tower.".
void addClipVision(std::vector<ParameterInfo>& parameters, const ClipVisionConfig& vision, const std::string& prefix);

} // namespace lorikeet
