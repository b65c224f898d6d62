#pragma once
/// @file Batches made ahead of the trainer by loader threads.

#include "core/models/causal_lm.h"
#include "core/train/sample_store.h"

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

namespace lorikeet {

/// Everything that one optimizer step needs.
struct LoadedStep {
    std::vector<Batch> microBatches; ///< Without the bad samples; an empty one is left out.
    int64_t learnedTokens = 0;       ///< Over all micro-batches.
    int64_t realTokens = 0;
    std::vector<BadSample> bad;
};

class BatchLoader {
public:
    /// Rows of a step (counted from 1), one vector a micro-batch. Called from loader threads.
    using RowsOfStep = std::function<std::vector<std::vector<size_t>>(int64_t step)>;

    /// Begins loading steps first..last at once, at most `ahead` of them before they are asked for.
    BatchLoader(SampleStore& store, RowsOfStep rowsOfStep, int64_t firstStep, int64_t lastStep, TokenId padId, int threads, int ahead);
    ~BatchLoader();
    BatchLoader(const BatchLoader&) = delete;
    BatchLoader& operator=(const BatchLoader&) = delete;

    /// The next step, in order. Rethrows what loading it threw.
    LoadedStep next();

private:
    struct Slot {
        LoadedStep step;
        std::exception_ptr failure;
    };
    void work(const std::stop_token& stop);
    Slot loadSafely(int64_t step);
    LoadedStep load(int64_t step);
    /// One row of a batch, its samples' indices appended; null where none of them can be used.
    std::shared_ptr<const Encoded> loadRow(size_t row, std::vector<int64_t>& indices, std::vector<BadSample>& bad);

    SampleStore& store_;
    RowsOfStep rowsOfStep_;
    TokenId padId_;
    int64_t nextToLoad_;
    int64_t nextToGive_;
    int64_t lastStep_;
    int64_t ahead_;
    std::mutex mutex_;
    std::condition_variable_any changed_;
    std::map<int64_t, Slot> ready_;
    std::vector<std::jthread> threads_;
};

/// dataloader_num_workers, or by the cores of this machine where it is 0.
int loaderThreads(int wanted);

} // namespace lorikeet
