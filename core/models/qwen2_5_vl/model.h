#pragma once
/// @file Qwen2.5-VL. Engine only.

#include "core/models/qwen2_5_vl/config.h"
#include "core/models/grid_vl_model.h"

namespace lorikeet {

class Qwen25VlForConditionalGeneration : public GridVlModel {
public:
    Qwen25VlForConditionalGeneration(const Json& config, const torch::TensorOptions& options);
};

} // namespace lorikeet
