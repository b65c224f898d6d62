// RunFolder::status(): what a run is doing, told from its last events and its lock (a process number is never trusted).
#include "core/base/file.h"
#include "core/base/strings.h"
#include "core/base/text.h"
#include "core/run/run_folder.h"
#include "core/run/trainer_state.h"

#include <chrono>
#include <fstream>

namespace lorikeet {
namespace fs = std::filesystem;
namespace {

constexpr auto kStartTime = std::chrono::seconds(15);
constexpr uint64_t kTailBytes = 512 * 1024;

struct LogEnd {
    std::optional<Event> last;
    std::optional<Step> lastStep; ///< With a loss.
    int64_t step = 0;
    int64_t totalSteps = 0;
};

int64_t stepOf(const Event& event)
{
    return std::visit(
        [](const auto& e) -> int64_t {
            if constexpr (std::is_same_v<std::decay_t<decltype(e)>, RunStarted>)
                return e.resumedFrom;
            else
                return e.step;
        },
        event);
}

void take(LogEnd& end, const Event& event)
{
    if (const auto* start = std::get_if<RunStarted>(&event)) {
        end.totalSteps = start->totalSteps;
        end.step = start->resumedFrom;
        if (end.lastStep && end.lastStep->step > start->resumedFrom)
            end.lastStep.reset();
    } else if (const auto* step = std::get_if<Step>(&event)) {
        end.totalSteps = step->totalSteps;
        if (step->loss)
            end.lastStep = *step;
    } else if (const auto* eval = std::get_if<Eval>(&event)) {
        end.totalSteps = eval->totalSteps;
    }
    end.step = std::max(end.step, stepOf(event));
    end.last = event;
}

/// The log's last part; a line cut by its beginning is left out by its not being JSON.
LogEnd readLogEnd(const std::string& path)
{
    LogEnd end;
    std::ifstream file(toPath(path), std::ios::binary | std::ios::ate);
    if (!file)
        return end;
    const auto size = static_cast<uint64_t>(std::max<std::streamoff>(0, file.tellg()));
    file.seekg(static_cast<std::streamoff>(size > kTailBytes ? size - kTailBytes : 0));
    for (std::string line; std::getline(file, line);)
        if (!file.eof()) // a line without its newline is still being written
            if (const auto event = eventFromJsonLine(line))
                take(end, *event);
    return end;
}

bool isFinalEvent(const Event& event)
{
    return std::holds_alternative<Paused>(event) || std::holds_alternative<RunFinished>(event);
}

RunState stateOfFinal(const Event& event)
{
    const auto* finished = std::get_if<RunFinished>(&event);
    if (!finished)
        return RunState::Paused;
    switch (finished->status) {
    case FinishStatus::Completed:
        return RunState::Completed;
    case FinishStatus::Stopped:
        return RunState::Stopped;
    case FinishStatus::Failed:
        break;
    }
    return RunState::Failed;
}

std::optional<fs::file_time_type> timeOf(const std::string& path)
{
    std::error_code isMissing;
    const auto time = fs::last_write_time(toPath(path), isMissing);
    return isMissing ? std::nullopt : std::optional(time);
}

/// A folder that another program wrote says only how far it came.
RunStatus foreignStatus(const RunFolder& folder, const LogEnd& end)
{
    RunStatus status;
    const auto newest = folder.latestCheckpoint();
    auto state = readTrainerState(folder.path());
    if (!state && newest)
        state = readTrainerState(newest->path);
    status.step = end.last ? end.step : state ? state->step : 0;
    status.totalSteps = end.last ? end.totalSteps : state ? state->totalSteps : 0;
    if (end.lastStep)
        status.lastLoss = end.lastStep->loss;
    if (state && !status.lastLoss)
        for (const auto& event : state->events)
            if (const auto* step = std::get_if<Step>(&event))
                status.lastLoss = step->loss;
    status.state = status.totalSteps > 0 && status.step >= status.totalSteps ? RunState::Completed : RunState::Stopped;
    return status;
}

} // namespace

const char* runStateName(RunState state)
{
    switch (state) {
    case RunState::Starting:
        return "starting";
    case RunState::Running:
        return "running";
    case RunState::Pausing:
        return "pausing";
    case RunState::Paused:
        return "paused";
    case RunState::Stopping:
        return "stopping";
    case RunState::Completed:
        return "completed";
    case RunState::Stopped:
        return "stopped";
    case RunState::Failed:
        return "failed";
    case RunState::Crashed:
        break;
    }
    return "crashed";
}

RunStatus RunFolder::status() const
{
    // The lock first: a trainer writes its final event before it lets go.
    const bool isHeld = os::FileLock::isHeld(lockPath());
    const LogEnd end = readLogEnd(logPath());
    const auto startTime = timeOf(runYamlPath());
    const auto lockTime = timeOf(lockPath());
    if (!startTime && !lockTime)
        return foreignStatus(*this, end);

    RunStatus status;
    status.step = end.step;
    status.totalSteps = end.totalSteps;
    if (end.lastStep)
        status.lastLoss = end.lastStep->loss;
    const auto logTime = timeOf(logPath());
    const bool isResuming = isHeld && lockTime && logTime && *lockTime > *logTime;
    if (end.last && isFinalEvent(*end.last) && !isResuming) {
        status.state = stateOfFinal(*end.last);
        if (const auto* finished = std::get_if<RunFinished>(&*end.last)) {
            status.message = finished->message;
            status.hint = finished->hint;
        }
    } else if (isHeld) {
        const bool hasBegun = end.last && !isFinalEvent(*end.last) && !isResuming;
        status.state = isRequested(Request::Stop) ? RunState::Stopping
            : isRequested(Request::Pause)         ? RunState::Pausing
            : hasBegun                            ? RunState::Running
                                                  : RunState::Starting;
    } else if (!end.last && startTime && fs::file_time_type::clock::now() - *startTime < kStartTime) {
        status.state = RunState::Starting;
    } else {
        status.state = RunState::Crashed;
        status.message = consoleTail();
        status.hint = LK_TEXT("The trainer ended without a word: it was killed, or memory ran out. Go on from its last checkpoint.");
    }
    return status;
}

} // namespace lorikeet
