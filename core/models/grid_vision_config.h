#pragma once
/// @file A vision tower that takes pictures of any size as a grid of patches, and the language model behind it. Without torch.

#include "core/models/decoder_config.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lorikeet {

/// Patches are cut in blocks of mergeSize × mergeSize, and the merger makes one feature of each block ("cell").
struct GridVisionConfig {
    int64_t layers = 32;
    int64_t width = 1'280;
    int64_t mlpWidth = 5'120;
    int64_t heads = 16;
    int64_t outWidth = 3'584; ///< Of the merger: that of the language model.
    int64_t patchSize = 14;
    int64_t temporalPatchSize = 2; ///< A still picture is repeated so often.
    int64_t mergeSize = 2;
    double ropeTheta = 10'000.0;
    Activation activation = Activation::QuickGelu; ///< Of the layers; the merger's is gelu.
    bool hasPatchBias = false;
    bool usesRmsNorm = false; ///< Else LayerNorm.
    bool hasGatedMlp = false;

    int64_t windowSide = 0;          ///< Cells a side inside which layers attend; 0 = every layer sees the whole picture.
    std::vector<int64_t> fullLayers; ///< With windows: layers that see the whole picture all the same.
    int64_t positionSide = 0;        ///< Side of the square of learned positions; 0 = none are learned.
    std::vector<int64_t> deepLayers; ///< Layers whose output goes through a merger of its own into the first layers of the language model.

    struct Names {
        std::string mlpIn = "fc1", mlpOut = "fc2";
        std::string mergerNorm = "ln_q", mergerIn = "mlp.0", mergerOut = "mlp.2";
    } names; ///< What transformers calls these modules.

    static constexpr int64_t kChannels = 3;
    int64_t patchValues() const { return kChannels * temporalPatchSize * patchSize * patchSize; }
    int64_t cellPatches() const { return mergeSize * mergeSize; }
    int64_t cellWidth() const { return width * cellPatches(); }
    bool isFull(int64_t layer) const;
};

struct GridVlConfig {
    GridVisionConfig vision;
    DecoderConfig text;
    int64_t imageTokenId = 151'655;
};

/// The keys of vision_config that all such towers share: depth, num_heads, patch_size, spatial_merge_size, temporal_patch_size, …
/// @param vision what transformers takes where a key is missing @throws Error naming the key.
GridVisionConfig readGridVision(const ConfigReader& tower, GridVisionConfig vision);
/// A list of different layers of the tower. @throws Error naming the key.
std::vector<int64_t> readTowerLayers(const ConfigReader& tower, const std::string& key, std::vector<int64_t> fallback, int64_t layers);
/// Holds the parts against each other. @throws Error naming the key.
void checkGridVl(const ConfigReader& config, const GridVlConfig& model);

/// Parameters of tower and merger under `prefix`, e.g. "model.visual.".
void addGridVision(std::vector<ParameterInfo>& parameters, const GridVisionConfig& vision, const std::string& prefix);

} // namespace lorikeet
