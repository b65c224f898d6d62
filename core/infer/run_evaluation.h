#pragma once
/// @file A run's held-out data through a model: loss and answers. Engine only; no torch type in this header.

#include "core/config/run_options.h"

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace lorikeet {

struct RunEvaluation {
    size_t samples = 0;
    double loss = 0;       ///< Mean over all learned tokens.
    size_t exactlyRight = 0;
    double exactMatch = 0; ///< Share of answers that equal the reference but for white space at both ends.
    double seconds = 0;
    std::vector<std::string> warnings;
};

/// Greedy answers and loss on eval_dataset, else on the val_size share of the data.
/// @param checkpoint an adapter's or full model's folder; "" = the run's own model_name_or_path and adapter_name_or_path.
/// @param predictionsPath gets {prompt, predict, label} a line.
/// @returns nullopt when `stop` was set. @throws Error when nothing is held out, and for bad data.
std::optional<RunEvaluation> evaluateRun(const RunOptions& options, const std::string& checkpoint, const std::string& predictionsPath,
    const std::atomic<bool>& stop, const std::function<void(size_t done, size_t total)>& progress = {});

} // namespace lorikeet
