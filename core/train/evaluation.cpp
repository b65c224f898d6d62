#include "core/train/evaluation.h"

#include "core/train/collator.h"
#include "core/train/loader.h"

#include <algorithm>
#include <numeric>

namespace lorikeet {
namespace {

constexpr int kBatchesAhead = 2;

/// Rows by length, so that little is padded: the mean over tokens does not depend on the order.
std::vector<std::vector<size_t>> batchesByLength(const SampleStore& store, size_t batchSize)
{
    std::vector<size_t> rows(store.rowCount());
    std::iota(rows.begin(), rows.end(), size_t{0});
    const auto lengths = store.rowLengths();
    if (lengths.size() == rows.size())
        std::stable_sort(rows.begin(), rows.end(), [&](size_t a, size_t b) { return lengths[a] > lengths[b]; });
    std::vector<std::vector<size_t>> batches;
    for (size_t begin = 0; begin < rows.size(); begin += batchSize) {
        const size_t end = std::min(rows.size(), begin + batchSize);
        batches.emplace_back(rows.begin() + static_cast<std::ptrdiff_t>(begin), rows.begin() + static_cast<std::ptrdiff_t>(end));
    }
    return batches;
}

} // namespace

std::optional<EvalResult> evaluateLoss(CausalLm& model, SampleStore& store, int batchSize, TokenId padId, const torch::Device& device,
    const std::atomic<bool>* stop)
{
    const torch::NoGradGuard noGradient;
    const bool wasTraining = model.is_training();
    model.eval();
    const auto batches = batchesByLength(store, static_cast<size_t>(std::max(1, batchSize)));
    const auto rowsOf = [&batches](int64_t step) {
        return std::vector<std::vector<size_t>>{batches[static_cast<size_t>(step - 1)]};
    };
    const auto count = static_cast<int64_t>(batches.size());
    BatchLoader loader(store, rowsOf, 1, count, padId, 1, kBatchesAhead);
    EvalResult result;
    double sum = 0;
    bool isStopped = false;
    for (int64_t i = 0; i < count && !isStopped; ++i) {
        auto loaded = loader.next();
        result.bad.insert(result.bad.end(), loaded.bad.begin(), loaded.bad.end());
        for (auto& batch : loaded.microBatches)
            sum += model.forward(toDevice(std::move(batch), device)).lossSum.item<double>();
        result.learnedTokens += loaded.learnedTokens;
        isStopped = stop != nullptr && stop->load();
    }
    model.train(wasTraining);
    if (isStopped)
        return std::nullopt;
    result.loss = result.learnedTokens > 0 ? sum / static_cast<double>(result.learnedTokens) : 0.0;
    return result;
}

} // namespace lorikeet
