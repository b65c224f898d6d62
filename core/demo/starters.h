#pragma once
/// @file The tiny starter models, put together from the parts in resources/starters.

#include "core/base/json.h"

#include <string>
#include <vector>

namespace lorikeet::demo {

/// Writes text-starter, vision-starter and aligned-starter, each a complete Hugging Face folder, into `modelsFolder`.
/// The language model is stored once for all three and the vision tower once for two.
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
