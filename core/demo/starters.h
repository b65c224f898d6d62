#pragma once
/// @file The tiny starter models, put together from the parts in resources/starters.

#include "core/base/json.h"

#include <string>
#include <vector>

namespace lorikeet::demo {

/// Writes text-starter, vision-starter, aligned-starter and unified-starter, each a complete Hugging Face folder, into `modelsFolder`.
/// The first three share one language model and two of them the vision tower; the last is Qwen2-VL's design, with everything its own.
/// @throws Error when a part is missing or damaged.
void writeStarters(const std::string& modelsFolder);

/// One part file and what is put before its tensors' names.
struct WeightPart {
    std::string path;
    std::string prefix;
};
/// The bytes of a .safetensors file that holds the tensors of every part, in the order given. @throws Error naming the part.
std::string joinWeights(const std::vector<WeightPart>& parts);

} // namespace lorikeet::demo
