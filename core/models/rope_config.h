#pragma once
/// @file How positions turn queries and keys: read from config.json, computed with in core/nn. @see transformers' modeling_rope_utils

#include "core/models/config_reader.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lorikeet {

struct RopeConfig {
    std::string type = "default"; ///< default, linear, dynamic, llama3, yarn
    double theta = 10'000.0;
    double factor = 1.0;
    double lowFreqFactor = 1.0;
    double highFreqFactor = 4.0;
    double maxPositions = 2'048.0;         ///< max_position_embeddings
    double originalMaxPositions = 2'048.0; ///< original_max_position_embeddings, else max_position_embeddings
    double betaFast = 32.0;
    double betaSlow = 1.0;
    std::optional<double> attentionFactor = {}, mscale = {}, mscaleAllDim = {};
    bool truncates = true; ///< yarn: dims rounded to whole ones
    std::vector<int64_t> mropeSection = {}; ///< Frequencies that each axis (time, row, column) turns; empty = one axis.
    bool interleavesMrope = false;     ///< The axes take turns instead of following each other.
};

/// Old (rope_theta, rope_scaling) and new (rope_parameters) keys. @param fallback theta and positions where the keys are missing
/// @throws Error naming the key.
RopeConfig readRope(const ConfigReader& config, const RopeConfig& fallback = {});
/// The keys of one rope_parameters object.
RopeConfig readRopeParameters(const ConfigReader& scaling, RopeConfig rope);

} // namespace lorikeet
