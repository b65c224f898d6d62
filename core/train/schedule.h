#pragma once
/// @file The learning rate of each update, by transformers' formulas.

#include "core/config/run_options.h"

#include <cstdint>
#include <string>

namespace lorikeet {

class LrSchedule {
public:
    /// @throws Error naming lr_scheduler_type when it isn't supported.
    LrSchedule(const TrainOptions& options, int64_t totalSteps);

    /// What the base rate is multiplied with after `updatesDone` updates.
    double factor(int64_t updatesDone) const;
    /// Factor of step k, counted from 1: factor(k - 1).
    double factorOfStep(int64_t step) const { return factor(step - 1); }
    int64_t warmupSteps() const { return warmupSteps_; }

private:
    enum class Kind { Linear, Cosine, CosineWithRestarts, CosineWithMinLr, Polynomial, Constant, ConstantWithWarmup, InverseSqrt };
    static Kind kindOf(const std::string& name);

    Kind kind_;
    double baseRate_;
    int64_t totalSteps_;
    int64_t warmupSteps_;
};

/// A count, or a share of `total` (rounded up) where the value is below 1. 0 or less gives 0.
int64_t countOrShare(double value, int64_t total);

} // namespace lorikeet
