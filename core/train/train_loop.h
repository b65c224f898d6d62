#pragma once
/// @file The steps of a run: forward, backward, update, log, evaluate, save.

#include "core/base/error.h"
#include "core/run/event.h"
#include "core/train/checkpoint.h"
#include "core/train/loader.h"
#include "core/train/optimizer.h"
#include "core/train/probes.h"
#include "core/train/schedule.h"
#include "core/train/step_plan.h"
#include "core/train/learning_model.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <string>

namespace lorikeet {

/// What one update did.
struct StepResult {
    double loss = 0;
    double gradientNorm = 0;
    double rate = 0;
    int64_t realTokens = 0;
    std::vector<std::pair<int64_t, double>> samples; ///< Index in the data, mean loss of its learned tokens.
};

/// What the loop works with; everything outlives it. Null: the run has no such thing.
struct LoopParts {
    const RunOptions& options;
    const StepPlan& plan;
    LearningModel& model;
    SampleStore& train;
    SampleStore* eval = nullptr;
    ProbeSet* probes = nullptr;
    RunFolder* folder = nullptr;
    CheckpointStore* checkpoints = nullptr;
    EventSink& sink;
    const std::atomic<bool>& stop;
    TokenId padId = 0;
    bool seesPictures = false; ///< loss_normalisation: llamafactory averages micro-batches for picture models only.
};

class TrainLoop {
public:
    explicit TrainLoop(LoopParts parts);

    /// Continues from a checkpoint folder.
    void resume(const std::string& checkpoint);
    /// The step that the run continues from.
    int64_t startStep() const { return state_.step; }
    /// Trains to the end and writes the final weights. @returns Done or Stopped.
    /// @throws Error with ExitCode::NotFinite, ExitCode::Input (a picture that failed) or ExitCode::Io.
    ExitCode run();
    /// Only trains until `lastStep`; `afterStep` is called after each update.
    void runPlainly(int64_t lastStep, const std::function<void(const StepResult&)>& afterStep);

    int64_t step() const { return state_.step; }
    bool wasPaused() const { return wasPaused_; }

private:
    StepResult runStep(int64_t step, LoadedStep loaded);
    void backward(Batch batch, double weight, StepResult& result);
    void reportBad(const std::vector<BadSample>& bad);
    void requireFinite(int64_t step, double value, const char* what);
    void account(const StepResult& result, double seconds);
    void logStep(const StepResult& result);
    bool isDue(int64_t every) const;
    void evaluate();
    void save();
    void answerProbes();
    ExitCode finishEarly(bool isPause);
    bool isAsked(Request request) const;
    BatchLoader makeLoader(int64_t lastStep) const;

    LoopParts parts_;
    LrSchedule schedule_;
    AdamW optimizer_;
    BatchOrder order_;
    TrainState state_;
    std::string lastCheckpoint_;
    int64_t lastSavedStep_ = -1;
    bool wasPaused_ = false;
};

} // namespace lorikeet
