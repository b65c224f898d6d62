#pragma once
/// @file Qwen3-VL. Engine only.

#include "core/models/qwen3_vl/config.h"
#include "core/models/grid_vl_model.h"

namespace lorikeet {

class Qwen3VlForConditionalGeneration : public GridVlModel {
public:
    Qwen3VlForConditionalGeneration(const Json& config, const torch::TensorOptions& options);
};

} // namespace lorikeet
