#pragma once
/// @file Whole models in transformers' layout. Engine only.

#include "core/models/builders.h"

#include <optional>
#include <string>

namespace lorikeet {

struct SaveOptions {
    std::optional<torch::ScalarType> dtype; ///< Unset: what config.json says the base is stored as.
    uint64_t maxShardBytes = uint64_t{5} << 30;
};

/// model*.safetensors with the names that save_pretrained writes, config.json of the base with its dtype updated, and the base's tokenizer,
/// processor, chat template and generation files. A LoRA pair must have been merged before. @throws Error with ExitCode::Io.
void saveModel(const std::string& folder, const LoadedModel& loaded, const SaveOptions& options = {});

/// Copies tokenizer, processor, chat template and generation files; what isn't there is left out. @throws Error with ExitCode::Io.
void copySideFiles(const std::string& fromFolder, const std::string& toFolder);

/// float32, bfloat16 or float16 by name. @throws Error for another name.
torch::ScalarType dtypeByName(const std::string& name);
/// What config.json says the weights are stored as (dtype or torch_dtype); float32 where it says nothing.
torch::ScalarType storedDtype(const Json& config);

} // namespace lorikeet
