#pragma once
/// @file From a model folder to a model that computes. Engine only.

#include "core/config/run_options.h"
#include "core/models/causal_lm.h"
#include "core/models/family.h"
#include "core/models/trainable.h"

#include <functional>
#include <map>
#include <memory>
#include <string>

namespace lorikeet {

namespace nn {
class Linear;
}
class WeightFolder;

struct LoadOptions {
    torch::Device device = torch::kCPU;
    torch::ScalarType computeDtype = torch::kFloat32; ///< Of frozen weights and activations.
    /// Parameters that train: they become copies in `trainedDtype` that require a gradient. Unset = none.
    std::function<bool(const std::string& name)> isTrained;
    torch::ScalarType trainedDtype = torch::kFloat32; ///< bfloat16 for pure_bf16.
};

struct LoadedModel {
    std::string folder;
    Json config;
    const ModelFamily* family = nullptr;
    std::shared_ptr<CausalLm> model;
};

/// Whether buildModel knows the family; a test asks this of all of them.
bool hasBuilder(const ModelFamily& family);

/// The modules without weights (every parameter has its shape, no memory). On the meta device they are meta tensors.
/// @throws Error naming the key when config can't be used.
std::shared_ptr<CausalLm> buildModel(const Json& config, const ModelFamily& family, const torch::TensorOptions& options = torch::kFloat32);

/// Gives every parameter its values. @throws Error naming file and tensor for what is missing, surplus or of another shape.
void loadWeights(CausalLm& model, const WeightFolder& weights, const ModelFamily& family, const LoadOptions& options);

/// A whole folder. @throws Error.
LoadedModel loadModel(const std::string& folder, const LoadOptions& options = {});

struct TrainableModel : LoadedModel {
    TrainingPlan plan;
};
/// The model as the run's options want it: loaded, adapters of adapter_name_or_path merged or continued, LoRA put on, what trains requiring
/// a gradient. @param folder the base model @throws Error.
TrainableModel loadForTraining(const RunOptions& options, torch::Device device, torch::ScalarType computeDtype);

/// Every Linear by its module path.
std::map<std::string, nn::Linear*> linearModules(torch::nn::Module& model);
/// Puts fresh pairs on modules: A uniform in ±1/√in, B zero, with use_dora the weight's norms as magnitude; fp32, requiring a gradient.
void applyLora(CausalLm& model, const std::vector<std::string>& modules, const LoraOptions& options, int64_t seed);
/// What LoRA's product is multiplied with.
double loraScale(int rank, double alpha, bool isRankStabilised);
/// W += scale · B A wherever there is a pair (DoRA: times magnitude / norm); the pairs are gone then.
void mergeLora(CausalLm& model);
/// Random weights for a model that learns from nothing: normal(0, 0.02), norms 1, biases 0. The same for the same seed.
void initialiseWeights(CausalLm& model, int64_t seed, torch::ScalarType dtype = torch::kFloat32);

} // namespace lorikeet
