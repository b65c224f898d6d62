#include "core/infer/inference_model.h"

#include "core/base/file.h"
#include "core/models/adapter.h"
#include "core/models/builders.h"
#include "core/train/runtime.h"

#include <filesystem>
#include <list>

namespace lorikeet {
namespace {

constexpr size_t kKeptAdapters = 8;

bool isAdapter(const std::string& folder)
{
    return std::filesystem::exists(toPath(folder) / "adapter_config.json");
}

} // namespace

struct InferenceModel::Impl {
    struct Kept {
        std::string folder;
        Adapter adapter;
    };

    torch::Device device;
    LoadedModel loaded;
    std::string inUse; ///< Folder of the adapter on the model, "" = none.
    std::map<std::string, torch::Tensor> replaced;
    std::list<Kept> kept; ///< Most recent first.

    const Adapter& read(const std::string& folder)
    {
        const auto found = std::find_if(kept.begin(), kept.end(), [&](const Kept& k) { return k.folder == folder; });
        if (found != kept.end()) {
            kept.splice(kept.begin(), kept, found);
            return kept.front().adapter;
        }
        kept.push_front({folder, readAdapter(folder, *loaded.family)});
        if (kept.size() > kKeptAdapters)
            kept.pop_back();
        return kept.front().adapter;
    }

    void mergeInto(const std::string& folder)
    {
        const torch::NoGradGuard noGradient;
        attachAdapter(loaded, readAdapter(folder, *loaded.family), folder);
        mergeLora(*loaded.model);
    }
};

InferenceModel::InferenceModel(const RunOptions& options, const std::string& checkpoint)
{
    const bool isWhole = !checkpoint.empty() && !isAdapter(checkpoint);
    const auto device = chooseDevice(options.model.device);
    LoadOptions load;
    load.device = device;
    load.computeDtype = chooseDtype(options, device);
    impl_.reset(new Impl{.device = device, .loaded = loadModel(isWhole ? checkpoint : options.model.modelNameOrPath, load), .inUse = {},
        .replaced = {}, .kept = {}});
    impl_->loaded.model->eval();
    if (isWhole)
        return;
    // A run merges its earlier adapters into the base and goes on with the last one, which its checkpoints then replace.
    auto adapters = options.model.adapterNameOrPath;
    std::string last = checkpoint;
    if (!adapters.empty() && !options.lora.createNewAdapter) {
        if (last.empty())
            last = adapters.back();
        adapters.pop_back();
    }
    for (const auto& folder : adapters)
        impl_->mergeInto(folder);
    useAdapter(last);
}

InferenceModel::~InferenceModel() = default;

CausalLm& InferenceModel::module()
{
    return *impl_->loaded.model;
}

torch::Device InferenceModel::device() const
{
    return impl_->device;
}

void InferenceModel::useAdapter(const std::string& folder)
{
    if (folder == impl_->inUse)
        return;
    const torch::NoGradGuard noGradient;
    const Adapter* wanted = folder.empty() ? nullptr : &impl_->read(folder);
    if (!impl_->inUse.empty())
        detachAdapter(impl_->loaded, impl_->replaced);
    impl_->inUse.clear();
    impl_->replaced.clear();
    if (wanted == nullptr)
        return;
    impl_->replaced = attachAdapter(impl_->loaded, *wanted, folder);
    impl_->inUse = folder;
}

} // namespace lorikeet
