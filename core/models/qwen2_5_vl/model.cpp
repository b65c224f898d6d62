#include "core/models/qwen2_5_vl/model.h"

namespace lorikeet {

Qwen25VlForConditionalGeneration::Qwen25VlForConditionalGeneration(const Json& config, const torch::TensorOptions& options)
    : GridVlModel(readQwen25Vl(ConfigReader(config, "config.json")), options)
{
}

} // namespace lorikeet
