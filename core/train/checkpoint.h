#pragma once
/// @file Checkpoints: weights as PEFT and transformers write them, and all that an exact resume needs.

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/config/run_options.h"
#include "core/run/run_folder.h"
#include "core/train/optimizer.h"
#include "core/train/step_plan.h"
#include "core/train/learning_model.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lorikeet {

/// Where a run stands between two steps; with weights and optimizer state it determines everything that follows.
struct TrainState {
    int64_t step = 0;
    int64_t totalTokens = 0;
    double elapsedSeconds = 0;
    std::optional<double> lastEvalLoss;
    // Since the last logged step:
    double intervalLoss = 0;
    int64_t intervalSteps = 0;
    int64_t intervalTokens = 0;
    double intervalSeconds = 0;
    std::vector<std::pair<int64_t, double>> intervalSamples;
    OrderedJson logHistory = OrderedJson::array(); ///< As transformers' Trainer keeps it.
};

/// Writes and reads the checkpoints of one run.
class CheckpointStore {
public:
    CheckpointStore(RunFolder& folder, LearningModel& model, const RunOptions& options, const StepPlan& plan);

    /// Writes checkpoint-N whole or not at all, then prunes older ones by save_total_limit. @returns its name in the run folder.
    /// @throws Error with ExitCode::NotFinite when a weight is not finite, with ExitCode::Io when it can't be written.
    std::string save(const TrainState& state, const AdamW& optimizer);
    /// The weights at the top of the run folder.
    void saveFinal(const TrainState& state);

    struct Resumed {
        TrainState state;
        std::vector<Text> notes; ///< Why the continuation is not exact, where it isn't.
    };
    /// Takes over a checkpoint. @throws Error when it is incomplete or does not fit.
    Resumed resume(const std::string& checkpoint, AdamW& optimizer);

private:
    void requireFiniteWeights() const;
    void writeModel(const std::string& folder, const TrainState& state);
    NamedTensors resumeTensors(const AdamW& optimizer) const;
    void takeTensors(const std::string& path, AdamW& optimizer);
    OrderedJson trainerState(const TrainState& state) const;
    OrderedJson samplerState(const TrainState& state) const;

    RunFolder& folder_;
    LearningModel& model_;
    const RunOptions& options_;
    const StepPlan& plan_;
};

} // namespace lorikeet
