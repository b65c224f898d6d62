// EventWriter, EventReader and RunHistory.
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/run/run_folder.h"
#include "core/run/trainer_state.h"

#include <fstream>

namespace lorikeet {
namespace {

constexpr size_t kHeadBytes = 256;
constexpr size_t kPieceBytes = size_t{4} << 20;
constexpr size_t kMaxLineBytes = size_t{16} << 20;

/// A killed writer may have left half a line, which must not swallow the next one.
bool endsInsideALine(const std::string& path)
{
    std::ifstream file(toPath(path), std::ios::binary | std::ios::ate);
    if (!file || file.tellg() <= 0)
        return false;
    file.seekg(-1, std::ios::end);
    return file.get() != '\n';
}

void report(const Error& e)
{
    fmt::print(stderr, "warning: {} {}\n", e.message().english(), e.hint().english());
}

std::string readPiece(std::ifstream& file, uint64_t offset, size_t size)
{
    std::string piece(size, '\0');
    file.clear();
    file.seekg(static_cast<std::streamoff>(offset));
    file.read(piece.data(), static_cast<std::streamsize>(size));
    piece.resize(static_cast<size_t>(std::max<std::streamsize>(0, file.gcount())));
    return piece;
}

} // namespace

EventWriter::EventWriter(const RunFolder& folder)
{
    try {
        const bool isCut = endsInsideALine(folder.logPath());
        file_ = std::make_unique<os::AppendFile>(folder.logPath());
        if (isCut)
            file_->write("\n");
    } catch (const Error& e) {
        hasFailed_ = true;
        report(e);
    }
}

void EventWriter::emit(const Event& event)
{
    if (!file_)
        return;
    try {
        // What a full disk cut off ends before the next whole line.
        file_->write(fmt::format("{}{}\n", hasFailed_ ? "\n" : "", eventToJsonLine(event)));
        hasFailed_ = false;
    } catch (const Error& e) {
        if (!hasFailed_)
            report(e);
        hasFailed_ = true;
    }
}

std::vector<Event> EventReader::pollState()
{
    if (isStateRead_)
        return {};
    const std::string folder = toUtf8(toPath(logPath_).parent_path());
    auto state = readTrainerState(folder);
    if (!state) {
        const auto newest = RunFolder(folder).latestCheckpoint();
        state = newest ? readTrainerState(newest->path) : std::nullopt;
    }
    if (!state)
        return {};
    isStateRead_ = true;
    return state->events;
}

std::vector<Event> EventReader::poll(bool* wasRestarted)
{
    if (wasRestarted)
        *wasRestarted = false;
    std::ifstream file(toPath(logPath_), std::ios::binary | std::ios::ate);
    if (!file)
        return pollState();
    const auto end = static_cast<uint64_t>(std::max<std::streamoff>(0, file.tellg()));
    const std::string head = readPiece(file, 0, std::min<size_t>(head_.size(), kHeadBytes));
    if (end < offset_ || head != head_) {
        offset_ = 0;
        head_.clear();
        if (wasRestarted)
            *wasRestarted = true;
    }
    std::vector<Event> events;
    std::string rest; // from offset_ on: a line that has no end yet
    uint64_t at = offset_;
    while (at < end) {
        const std::string piece = readPiece(file, at, static_cast<size_t>(std::min<uint64_t>(kPieceBytes, end - at)));
        if (piece.empty())
            break;
        at += piece.size();
        rest += piece;
        size_t start = 0;
        for (size_t newline = rest.find('\n'); newline != std::string::npos; newline = rest.find('\n', start)) {
            if (auto event = eventFromJsonLine(rest.substr(start, newline - start)))
                events.push_back(std::move(*event));
            start = newline + 1;
        }
        offset_ += start;
        rest.erase(0, start);
        if (rest.size() > kMaxLineBytes) { // no line of ours
            offset_ = at;
            rest.clear();
        }
    }
    if (head_.size() < kHeadBytes && offset_ > head_.size())
        head_ = readPiece(file, 0, static_cast<size_t>(std::min<uint64_t>(kHeadBytes, offset_)));
    return events;
}

void RunHistory::add(const Event& event)
{
    last = event;
    if (const auto* start = std::get_if<RunStarted>(&event)) {
        const int64_t kept = start->resumedFrom;
        const auto isLater = [kept](const auto& entry) { return kept == 0 || entry.step > kept; };
        std::erase_if(steps, isLater);
        std::erase_if(evals, isLater);
        std::erase_if(samples, isLater);
        std::erase_if(checkpoints, isLater);
        std::erase_if(warnings, isLater);
        started = *start;
    } else if (const auto* step = std::get_if<Step>(&event)) {
        steps.push_back(*step);
    } else if (const auto* eval = std::get_if<Eval>(&event)) {
        evals.push_back(*eval);
    } else if (const auto* sample = std::get_if<SampleText>(&event)) {
        samples.push_back(*sample);
    } else if (const auto* checkpoint = std::get_if<CheckpointSaved>(&event)) {
        checkpoints.push_back(*checkpoint);
    } else if (const auto* warning = std::get_if<Warning>(&event)) {
        warnings.push_back(*warning);
    }
}

} // namespace lorikeet
