#pragma once
/// @file A run's folder: the only code that knows its file names.

#include "core/base/os.h"
#include "core/config/run_options.h"
#include "core/run/event.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lorikeet {

enum class RunState { Starting, Running, Pausing, Paused, Stopping, Completed, Stopped, Failed, Crashed };
const char* runStateName(RunState state); ///< "starting", "running" …
inline bool isFinal(RunState s) { return s != RunState::Starting && s != RunState::Running && s != RunState::Pausing && s != RunState::Stopping; }

enum class Request { Stop, Save, Pause };

struct CheckpointInfo {
    int64_t step = 0;
    std::string path;   ///< Absolute.
    bool isAdapter = false;
    bool isFinal = false; ///< The weights at the top of the run folder.
    std::optional<double> evalLoss;
};

struct RunStatus {
    RunState state = RunState::Starting;
    int64_t step = 0;
    int64_t totalSteps = 0;
    std::optional<double> lastLoss;
    std::string message; ///< Of the final event, or the tail of console.log for Crashed.
    std::string hint;
};

class RunFolder {
public:
    explicit RunFolder(std::string path);

    const std::string& path() const { return path_; }
    std::string runYamlPath() const;
    std::string logPath() const;
    std::string consoleLogPath() const;
    std::string lockPath() const;
    std::string dataFolder() const;
    std::string checkpointPath(int64_t step) const;
    std::string predictionsPath() const;
    std::string answersPath() const; ///< What Compare remembers.

    bool exists() const;
    /// Holds a checkpoint, final weights or a trainer_log.jsonl.
    bool isOccupied() const;
    /// Makes the folder and control/, writes run.yaml once (never again). @throws Error with ExitCode::Io.
    void create(const RunOptions& resolved, const std::string& projectFolder);
    /// Empties an occupied folder for overwrite_output_dir: only files that a run writes, but not data/ (the new run may read it),
    /// console.log (being written) and run.lock (held). @throws Error.
    void clear();

    /// Held by the trainer for its life, taken before the first event of a start or resume. @throws Error (Input) when another trainer holds it.
    std::unique_ptr<os::FileLock> lock();
    RunStatus status() const;
    /// Last lines of console.log.
    std::string consoleTail(size_t maxBytes = 4096) const;

    void request(Request request);
    bool isRequested(Request request) const;
    void clearRequests();

    /// Complete checkpoints by step (a partial one is never listed), the final weights last. Also of folders that LLaMA-Factory or
    /// the Hugging Face Trainer wrote.
    std::vector<CheckpointInfo> checkpoints() const;
    /// The newest checkpoint-N (not the final weights): where `resume_from_checkpoint: auto` goes on.
    std::optional<CheckpointInfo> latestCheckpoint() const;
    /// By lowest evaluation loss, else the last.
    std::optional<CheckpointInfo> bestCheckpoint() const;
    /// Deletes the oldest until `keep` are left; never the newest. 0 = keep all.
    void pruneCheckpoints(int keep);

private:
    std::string path_;
};

/// Run folders below (and including) a folder, newest first.
std::vector<std::string> findRuns(const std::string& folder);

/// Appends events to trainer_log.jsonl with one write a line. A failure goes to stderr and never throws.
class EventWriter : public EventSink {
public:
    explicit EventWriter(const RunFolder& folder);
    void emit(const Event& event) override;

private:
    std::unique_ptr<os::AppendFile> file_;
    bool hasFailed_ = false;
};

/// Reads new whole lines from where it stopped. Of a folder that the Hugging Face Trainer wrote without such a log, it gives the history in
/// trainer_state.json once.
class EventReader {
public:
    explicit EventReader(std::string logPath) : logPath_(std::move(logPath)) {}
    /// Events appended since the last call. `wasRestarted` is set when the file became shorter (read from its start again).
    std::vector<Event> poll(bool* wasRestarted = nullptr);

private:
    std::vector<Event> pollState();

    std::string logPath_;
    uint64_t offset_ = 0; ///< Of the first byte not yet taken: a line's start.
    std::string head_;    ///< First bytes of the file, to notice another one in its place.
    bool isStateRead_ = false;
};

/// What plots and tables show: the events of a run with those dropped that a resume replaced.
struct RunHistory {
    std::optional<RunStarted> started;
    std::vector<Step> steps;
    std::vector<Eval> evals;
    std::vector<SampleText> samples;
    std::vector<CheckpointSaved> checkpoints;
    std::vector<Warning> warnings;
    std::optional<Event> last;

    /// Applies one event. A RunStarted with resumedFrom N drops steps, evals, samples and checkpoints later than N.
    void add(const Event& event);
};

} // namespace lorikeet
