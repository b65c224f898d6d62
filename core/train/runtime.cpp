#include "core/train/runtime.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/os.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <filesystem>
#include <malloc.h>

namespace lorikeet {
namespace {

constexpr int kMostArenas = 2;
constexpr int kMmapThreshold = 32 << 20; // the largest that glibc takes; smaller blocks are reused rather than faulted in again each step
constexpr int kTrimThreshold = 64 << 20;
constexpr uint64_t kWorthAmxBytes = 64 << 20; // smaller models spend their time between the products, so bfloat16 only costs accuracy

/// Size of a model folder's weights.
uint64_t weightBytes(const std::string& folder)
{
    uint64_t bytes = 0;
    std::error_code missing;
    for (const auto& entry : std::filesystem::directory_iterator(toPath(folder), missing))
        if (entry.path().extension() == ".safetensors")
            bytes += entry.file_size();
    return bytes;
}

} // namespace

int computeThreads(int threads)
{
    return threads > 0 ? threads : std::max(1, os::coreCount() - 1);
}

void setUpRuntime(int threads)
{
    static const bool isFirst = [] {
        mallopt(M_ARENA_MAX, kMostArenas);
        mallopt(M_MMAP_THRESHOLD, kMmapThreshold);
        mallopt(M_TRIM_THRESHOLD, kTrimThreshold);
        at::set_num_interop_threads(1);
        return true;
    }();
    static_cast<void>(isFirst);
    at::set_num_threads(computeThreads(threads));
}

torch::Device chooseDevice(const std::string& name)
{
    if (name.empty() || name == "auto")
        return torch::cuda::is_available() ? torch::Device(torch::kCUDA) : torch::Device(torch::kCPU);
    try {
        const torch::Device device(name);
        if (device.is_cuda() && !torch::cuda::is_available()) {
            throw Error(Text(LK_TEXT("device: %1 is not there: this machine has no GPU that PyTorch can use."), name),
                Text(LK_TEXT("Set device: auto or cpu.")));
        }
        return device;
    } catch (const c10::Error&) {
        throw Error(Text(LK_TEXT("device: %1 is not the name of a device."), name), Text(LK_TEXT("Use auto, cpu, cuda or cuda:1.")));
    }
}

torch::ScalarType chooseDtype(const RunOptions& options, const torch::Device& device)
{
    const auto& model = options.model;
    if (options.train.deterministic || model.computeDtype == "float32")
        return torch::kFloat32;
    if (model.computeDtype == "bfloat16" || model.bf16 || model.pureBf16 || model.fp16) // fp16 would need loss scaling
        return torch::kBFloat16;
    if (!model.computeDtype.empty() && model.computeDtype != "auto") {
        throw Error(Text(LK_TEXT("compute_dtype: %1 is not known."), model.computeDtype), Text(LK_TEXT("Use auto, float32 or bfloat16.")));
    }
    if (device.is_cuda())
        return torch::kBFloat16;
    return os::hasCpuFlag("amx_bf16") && weightBytes(model.modelNameOrPath) >= kWorthAmxBytes ? torch::kBFloat16 : torch::kFloat32;
}

} // namespace lorikeet
