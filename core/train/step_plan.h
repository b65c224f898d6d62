#pragma once
/// @file How many steps a run has and which rows each of them sees. Pure functions of the options: resuming needs no skipping.

#include "core/config/run_options.h"

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <vector>

namespace lorikeet {

/// Steps as transformers' Trainer counts them: the last partial accumulation group of an epoch is a step of its own.
struct StepPlan {
    int64_t samples = 0;
    int64_t batchSize = 1;
    int64_t accumulation = 1;
    int64_t microBatchesPerEpoch = 0;
    int64_t stepsPerEpoch = 0;
    int64_t totalSteps = 0;
    double epochs = 0;       ///< Passes over the data until totalSteps.
    int64_t evalEvery = 0;   ///< Steps between evaluations; 0 = never.
    int64_t saveEvery = 0;   ///< Steps between checkpoints; 0 = only at the end.

    /// @throws Error when there are no samples.
    static StepPlan make(const RunOptions& options, int64_t samples);
    /// Epochs done after a step, by the micro-batches seen.
    double epochAfter(int64_t step) const;
};

/// The rows of every step, in micro-batches.
class BatchOrder {
public:
    /// @param lengths tokens of each sample; only needed for group_by_length.
    BatchOrder(StepPlan plan, const RunOptions& options, std::vector<int64_t> lengths = {});

    /// Rows of a step (counted from 1), one vector a micro-batch. Thread-safe.
    std::vector<std::vector<size_t>> rowsOfStep(int64_t step) const;

private:
    std::vector<size_t> orderOfEpoch(int64_t epoch) const;
    std::vector<size_t> groupedByLength(std::vector<size_t> order) const;

    StepPlan plan_;
    int64_t seed_;
    bool isShuffled_;
    bool isGrouped_;
    std::vector<int64_t> lengths_;
    mutable std::mutex mutex_;
    mutable int64_t epoch_ = -1;
    mutable std::vector<size_t> order_;
};

} // namespace lorikeet
