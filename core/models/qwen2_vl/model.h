#pragma once
/// @file Qwen2-VL. Engine only.

#include "core/models/qwen2_vl/config.h"
#include "core/models/grid_vl_model.h"

namespace lorikeet {

class Qwen2VlForConditionalGeneration : public GridVlModel {
public:
    Qwen2VlForConditionalGeneration(const Json& config, const torch::TensorOptions& options);
};

} // namespace lorikeet
