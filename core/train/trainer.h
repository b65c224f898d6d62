#pragma once
/// @file One trainer for all methods, which differ in what is trainable. Engine only; no torch type in this header.

#include "core/base/error.h"
#include "core/config/run_options.h"
#include "core/run/run_folder.h"

#include <atomic>
#include <memory>

namespace lorikeet {

class Trainer {
public:
    /// `options` are resolved; the folder was created. `stop` is set by SIGINT/SIGTERM.
    Trainer(RunOptions options, RunFolder& folder, EventSink& sink, const std::atomic<bool>& stop);
    ~Trainer();

    /// Checks the data, trains, saves; writes the final event also when it fails, then rethrows.
    /// @returns Done, or Stopped when it was asked to stop or pause.
    ExitCode run();

    struct Benchmark {
        double tokensPerSecond = 0; ///< Real, unpadded tokens.
        double samplesPerSecond = 0;
        double secondsPerStep = 0;
        double peakRssMib = 0;
        double secondsToFirstStep = 0; ///< From process start.
        int64_t steps = 0;
    };
    /// Trains for `steps` steps without writing anything (the first is warm-up for the rates).
    Benchmark benchmark(int64_t steps);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace lorikeet
