#pragma once
/// @file How this process computes: threads, memory, device, number type.

#include "core/config/run_options.h"
#include "core/nn/torch.h"

#include <string>

namespace lorikeet {

/// Once, before the first tensor. @param threads 0 = all cores but one for the window, at least one.
void setUpRuntime(int threads);
/// The number of threads that setUpRuntime(threads) computes with.
int computeThreads(int threads);

/// @param name auto, cpu, cuda, cuda:1 … @throws Error when there is no such device here.
torch::Device chooseDevice(const std::string& name);
/// compute_dtype, bf16, fp16 and deterministic as one answer: float32 or bfloat16. @throws Error for another name.
torch::ScalarType chooseDtype(const RunOptions& options, const torch::Device& device);

} // namespace lorikeet
