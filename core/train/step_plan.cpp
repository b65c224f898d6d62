#include "core/train/step_plan.h"

#include "core/base/error.h"
#include "core/data/dataset.h"
#include "core/train/schedule.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace lorikeet {
namespace {

int64_t ceilDivide(int64_t value, int64_t by)
{
    return (value + by - 1) / by;
}

int64_t interval(const std::string& strategy, double every, int64_t stepsPerEpoch, int64_t totalSteps)
{
    if (strategy == "no")
        return 0;
    if (strategy == "epoch")
        return stepsPerEpoch;
    return countOrShare(every, totalSteps);
}

} // namespace

StepPlan StepPlan::make(const RunOptions& options, int64_t samples)
{
    if (samples <= 0) {
        throw Error(Text(LK_TEXT("There is nothing to train on: the data holds no usable sample.")),
            Text(LK_TEXT("Look at dataset, max_samples and val_size, or run `lorikeet-cli check` on this file.")));
    }
    StepPlan plan;
    plan.samples = samples;
    plan.batchSize = std::max(1, options.train.perDeviceTrainBatchSize);
    plan.accumulation = std::max(1, options.train.gradientAccumulationSteps);
    plan.microBatchesPerEpoch = ceilDivide(samples, plan.batchSize);
    plan.stepsPerEpoch = ceilDivide(plan.microBatchesPerEpoch, plan.accumulation);
    const double steps = options.train.numTrainEpochs * static_cast<double>(plan.stepsPerEpoch);
    plan.totalSteps = options.train.maxSteps > 0 ? options.train.maxSteps : std::max<int64_t>(1, static_cast<int64_t>(std::ceil(steps)));
    plan.epochs = plan.epochAfter(plan.totalSteps);
    const double evalSteps = options.eval.evalSteps > 0 ? options.eval.evalSteps : options.output.loggingSteps;
    plan.evalEvery = interval(options.eval.evalStrategy, evalSteps, plan.stepsPerEpoch, plan.totalSteps);
    plan.saveEvery = interval(options.output.saveStrategy, options.output.saveSteps, plan.stepsPerEpoch, plan.totalSteps);
    return plan;
}

double StepPlan::epochAfter(int64_t step) const
{
    const int64_t wholeEpochs = step / stepsPerEpoch;
    const int64_t micro = std::min(step % stepsPerEpoch * accumulation, microBatchesPerEpoch);
    return static_cast<double>(wholeEpochs) + static_cast<double>(micro) / static_cast<double>(microBatchesPerEpoch);
}

BatchOrder::BatchOrder(StepPlan plan, const RunOptions& options, std::vector<int64_t> lengths)
    : plan_(plan), seed_(options.train.dataSeed >= 0 ? options.train.dataSeed : options.train.seed),
      isShuffled_(!options.data.disableShuffling), isGrouped_(options.train.groupByLength && !lengths.empty()),
      lengths_(std::move(lengths))
{
}

std::vector<std::vector<size_t>> BatchOrder::rowsOfStep(int64_t step) const
{
    const std::lock_guard lock(mutex_);
    const int64_t epoch = (step - 1) / plan_.stepsPerEpoch;
    if (epoch != epoch_) {
        order_ = orderOfEpoch(epoch);
        epoch_ = epoch;
    }
    const int64_t firstMicro = (step - 1) % plan_.stepsPerEpoch * plan_.accumulation;
    const int64_t endMicro = std::min(firstMicro + plan_.accumulation, plan_.microBatchesPerEpoch);
    std::vector<std::vector<size_t>> rows;
    for (int64_t micro = firstMicro; micro < endMicro; ++micro) {
        const auto begin = order_.begin() + micro * plan_.batchSize;
        const auto end = order_.begin() + std::min((micro + 1) * plan_.batchSize, plan_.samples);
        rows.emplace_back(begin, end);
    }
    return rows;
}

std::vector<size_t> BatchOrder::orderOfEpoch(int64_t epoch) const
{
    const auto n = static_cast<size_t>(plan_.samples);
    if (!isShuffled_) {
        std::vector<size_t> order(n);
        std::iota(order.begin(), order.end(), size_t{0});
        return order;
    }
    auto order = shuffledOrder(n, seed_, epoch);
    return isGrouped_ ? groupedByLength(std::move(order)) : order;
}

std::vector<size_t> BatchOrder::groupedByLength(std::vector<size_t> order) const
{
    // Stretches of up to 50 batches are sorted by length, so that order stays random in the large and padding stays small;
    // the longest sample comes first, so that memory runs out at once or never.
    const int64_t batches = std::clamp<int64_t>(plan_.samples / (plan_.batchSize * 4), 1, 50);
    const auto stretch = static_cast<std::ptrdiff_t>(batches * plan_.batchSize);
    const auto longerFirst = [this](size_t a, size_t b) { return lengths_[a] != lengths_[b] ? lengths_[a] > lengths_[b] : a < b; };
    for (auto begin = order.begin(); begin != order.end();) {
        const auto end = order.end() - begin > stretch ? begin + stretch : order.end();
        std::sort(begin, end, longerFirst);
        begin = end;
    }
    const auto longest = std::min_element(order.begin(), order.end(), longerFirst);
    std::iter_swap(order.begin(), longest);
    return order;
}

} // namespace lorikeet
