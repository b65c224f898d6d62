#include "core/models/qwen3_vl/model.h"

namespace lorikeet {

Qwen3VlForConditionalGeneration::Qwen3VlForConditionalGeneration(const Json& config, const torch::TensorOptions& options)
    : GridVlModel(readQwen3Vl(ConfigReader(config, "config.json")), options)
{
}

} // namespace lorikeet
