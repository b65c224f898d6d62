#pragma once
/// @file What a trainer tells: one line of trainer_log.jsonl each.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace lorikeet {

struct RunStarted {
    int64_t resumedFrom = 0; ///< Step of the checkpoint, 0 = from the start. The reader drops earlier points with a later step.
    int64_t totalSteps = 0;
    double epochs = 0;
    int64_t trainSamples = 0;
    int64_t evalSamples = 0;
    int64_t trainableParameters = 0;
    int64_t allParameters = 0;
    std::string device = {};
    std::string computeDtype = {};
    int64_t timeMs = 0; ///< Unix time.
};
/// A training step (LLaMA-Factory's fields + ours). Evaluations are Eval.
struct Step {
    int64_t step = 0;
    int64_t totalSteps = 0;
    std::optional<double> loss = {}; ///< nullopt = not finite
    double lr = 0;
    double epoch = 0;
    std::optional<double> gradNorm = {};
    double tokensPerSecond = 0; ///< Real, unpadded.
    double memoryMib = 0;
    double elapsedSeconds = 0;
    double remainingSeconds = 0;
    int64_t totalTokens = 0;
    std::vector<std::pair<int64_t, double>> samples = {}; ///< Index in the training data, its loss.
};
struct Eval {
    int64_t step = 0;
    int64_t totalSteps = 0;
    double epoch = 0;
    std::optional<double> loss = {};
    double elapsedSeconds = 0;
    double remainingSeconds = 0;
};
/// The answer to a pinned sample at this step.
struct SampleText {
    int64_t step = 0;
    std::string sampleId = {};
    std::vector<std::string> images = {};
    std::string prompt = {};
    std::string reference = {};
    std::string answer = {};
};
struct CheckpointSaved {
    int64_t step = 0;
    std::string path = {}; ///< Relative to the run folder.
    std::optional<double> evalLoss = {};
};
struct Paused {
    int64_t step = 0;
};
struct Warning {
    int64_t step = 0;
    std::string message = {};
    std::string hint = {};
    std::string file = {};
    int64_t row = -1;
};
enum class FinishStatus { Completed, Stopped, Failed };
struct RunFinished {
    FinishStatus status = FinishStatus::Completed;
    int64_t step = 0;
    std::string message = {};
    std::string hint = {};
    int exitCode = 0;
};

using Event = std::variant<RunStarted, Step, Eval, SampleText, CheckpointSaved, Paused, Warning, RunFinished>;

/// One JSON line without the newline. NaN and infinity become null.
std::string eventToJsonLine(const Event& event);
/// nullopt for a line that holds no event of ours (LLaMA-Factory's files hold steps only: those are read).
std::optional<Event> eventFromJsonLine(const std::string& line);

/// Where a trainer's events go.
class EventSink {
public:
    virtual ~EventSink() = default;
    virtual void emit(const Event& event) = 0;
};

} // namespace lorikeet
