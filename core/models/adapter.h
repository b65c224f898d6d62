#pragma once
/// @file LoRA adapters as PEFT reads and writes them: adapter_config.json + adapter_model.safetensors. Engine only.

#include "core/models/builders.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace lorikeet {

struct LoraPair {
    torch::Tensor a; ///< [r, in]
    torch::Tensor b; ///< [out, r]
    torch::Tensor magnitude = {}; ///< [out]; undefined without DoRA.
    std::optional<double> alpha = {}; ///< Where it differs from the adapter's (alpha_pattern).
};

struct Adapter {
    int rank = 8;
    double alpha = 16;
    double dropout = 0.0;
    bool isRankStabilised = false;
    bool isDora = false;
    std::string baseModel;                  ///< base_model_name_or_path
    std::vector<std::string> modulesToSave; ///< As written there.
    std::map<std::string, LoraPair> pairs;  ///< By v5 module path.
    std::map<std::string, torch::Tensor> saved; ///< Whole parameters (modules_to_save), by v5 parameter name.
};

/// Reads a folder; module paths of before transformers v5 are translated. Ranks come from the tensors (rank_pattern needs no reading).
/// @throws Error naming file, key or tensor: no adapter, another kind than LoRA or DoRA, damaged or missing tensors.
Adapter readAdapter(const std::string& folder, const ModelFamily& family);

/// Puts the pairs on the model (they don't train unless asked to) and replaces saved parameters.
/// @returns the parameters that were replaced, for detachAdapter.
/// @throws Error naming tensor and shapes when it was made for another base.
std::map<std::string, torch::Tensor> attachAdapter(LoadedModel& loaded, const Adapter& adapter, const std::string& folder);
void detachAdapter(LoadedModel& loaded, const std::map<std::string, torch::Tensor>& replaced);

/// The pairs and saved parameters of a model in training. The base's path becomes absolute.
Adapter adapterOf(const TrainableModel& trained, const LoraOptions& options);
/// Pairs whose rank or alpha differs from the adapter's are listed in rank_pattern and alpha_pattern. @throws Error with ExitCode::Io.
void writeAdapter(const std::string& folder, const Adapter& adapter, const std::vector<ParameterInfo>& parameters);

} // namespace lorikeet
