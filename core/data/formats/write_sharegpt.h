#pragma once
/// @file Samples as JSON Lines that LLaMA-Factory reads (formatting sharegpt with role/content tags; plain texts under `text`).

#include "core/base/json.h"
#include "core/data/sample.h"

#include <string>
#include <vector>

namespace lorikeet {

/// One JSON object a line: its id, messages, then images, system and tools where there are any. Pictures by absolute path.
std::string writeShareGptLines(const std::vector<const Sample*>& samples);
/// The entry of dataset_info.json for such a file; columns are named only where a sample has them.
OrderedJson describeShareGptFile(const std::string& fileName, const std::vector<const Sample*>& samples);

} // namespace lorikeet
