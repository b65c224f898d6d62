#include "core/train/learning_model.h"

#include "core/base/error.h"
#include "core/models/adapter.h"
#include "core/models/builders.h"
#include "core/models/save_model.h"
#include "core/models/tensor_file.h"
#include "core/train/runtime.h"

#include <unordered_map>
#include <unordered_set>

namespace lorikeet {
namespace {

void takeOver(const std::string& name, torch::Tensor& into, const torch::Tensor& from, const std::string& origin)
{
    if (from.sizes() != into.sizes()) {
        throw Error(Text(LK_TEXT("%1: %2 has another shape than in this run."), origin, name),
            Text(LK_TEXT("Resume with the same model and method as the run was started with.")));
    }
    const torch::NoGradGuard noGradient;
    into.copy_(from);
}

[[noreturn]] void missing(const std::string& origin, const std::string& name)
{
    throw Error(Text(LK_TEXT("%1 lacks %2, which this run trains."), origin, name),
        Text(LK_TEXT("Resume with the same model and method as the run was started with.")));
}

class HuggingFaceModel : public LearningModel {
public:
    HuggingFaceModel(const RunOptions& options, torch::Device device, torch::ScalarType dtype)
        : options_(options), device_(device), dtype_(dtype), loaded_(loadForTraining(options, device, dtype)),
          savesAdapter_(options.method.finetuningType == "lora")
    {
        std::unordered_set<const void*> seen; // tied weights count once
        for (const auto& item : loaded_.model->named_parameters()) {
            if (!seen.insert(item.value().unsafeGetTensorImpl()).second)
                continue;
            count_ += item.value().numel();
            if (item.value().requires_grad())
                trainable_.emplace_back(item.key(), item.value());
        }
    }

    CausalLm& module() override { return *loaded_.model; }
    NamedTensors trainable() override { return trainable_; }
    int64_t parameterCount() override { return count_; }
    torch::Device device() const override { return device_; }
    std::string computeDtype() const override { return dtype_ == torch::kBFloat16 ? "bfloat16" : "float32"; }
    bool savesExactly() const override
    {
        const auto stored = storedDtype(loaded_.config);
        return savesAdapter_ || stored == torch::kFloat32 || (options_.model.pureBf16 && stored == torch::kBFloat16);
    }

    void save(const std::string& folder) override
    {
        if (savesAdapter_)
            writeAdapter(folder, adapterOf(loaded_, options_.lora), loaded_.family->parameters(loaded_.config));
        else
            saveModel(folder, loaded_);
        copySideFiles(loaded_.folder, folder);
    }

    void load(const std::string& folder) override
    {
        if (savesAdapter_)
            loadAdapter(folder);
        else
            loadWhole(folder);
    }

private:
    void loadAdapter(const std::string& folder)
    {
        const auto adapter = readAdapter(folder, *loaded_.family);
        for (auto& [name, tensor] : trainable_) {
            const auto pair = adapter.pairs.find(moduleOf(moduleOf(name)));
            const auto saved = adapter.saved.find(name);
            if (name.ends_with(".lora_A.weight") && pair != adapter.pairs.end())
                takeOver(name, tensor, pair->second.a, folder);
            else if (name.ends_with(".lora_B.weight") && pair != adapter.pairs.end())
                takeOver(name, tensor, pair->second.b, folder);
            else if (name.ends_with(".lora_magnitude_vector.weight") && pair != adapter.pairs.end() && pair->second.magnitude.defined())
                takeOver(name, tensor, pair->second.magnitude, folder);
            else if (saved != adapter.saved.end())
                takeOver(name, tensor, saved->second, folder);
            else
                missing(folder, name);
        }
    }

    void loadWhole(const std::string& folder)
    {
        const WeightFolder weights(folder);
        std::unordered_map<std::string, std::string> nameInFile; // by module name
        for (const auto& [name, stored] : weights.tensors())
            nameInFile[loaded_.family->moduleName(name)] = name;
        for (auto& [name, tensor] : trainable_) {
            const auto found = nameInFile.find(name);
            if (found == nameInFile.end())
                missing(folder, name);
            takeOver(name, tensor, weights.fileOf(found->second).read(found->second, torch::kFloat32), folder);
        }
    }

    const RunOptions& options_;
    torch::Device device_;
    torch::ScalarType dtype_;
    TrainableModel loaded_;
    bool savesAdapter_;
    NamedTensors trainable_;
    int64_t count_ = 0;
};

} // namespace

std::unique_ptr<LearningModel> loadLearningModel(const RunOptions& options)
{
    const auto device = chooseDevice(options.model.device);
    return std::make_unique<HuggingFaceModel>(options, device, chooseDtype(options, device));
}

} // namespace lorikeet
