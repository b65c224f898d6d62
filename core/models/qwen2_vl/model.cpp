#include "core/models/qwen2_vl/model.h"

namespace lorikeet {

Qwen2VlForConditionalGeneration::Qwen2VlForConditionalGeneration(const Json& config, const torch::TensorOptions& options)
    : GridVlModel(readQwen2Vl(ConfigReader(config, "config.json")), options)
{
}

} // namespace lorikeet
