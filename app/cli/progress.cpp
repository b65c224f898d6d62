#include "app/cli/progress.h"

#include "app/cli/say.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <unistd.h>

namespace lorikeet::cli {

void TeeSink::emit(const Event& event)
{
    for (auto* sink : sinks_)
        sink->emit(event);
}

std::string clockText(double seconds)
{
    const auto whole = static_cast<int64_t>(std::llround(std::max(0.0, seconds)));
    if (whole >= 3600)
        return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
    return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

ConsoleProgress::ConsoleProgress(std::FILE* out) : out_(out), isTerminal_(isatty(fileno(out)) != 0) {}

void ConsoleProgress::line(const std::string& text)
{
    finish();
    say(out_, "{}\n", text);
    std::fflush(out_);
}

void ConsoleProgress::finish()
{
    if (width_ > 0)
        fmt::print(out_, "\n");
    width_ = 0;
    std::fflush(out_);
}

void ConsoleProgress::showStep(const Step& step)
{
    lastStep_ = step;
    const auto loss = step.loss ? fmt::format("{:.4f}", *step.loss) : std::string("not finite");
    const auto text = fmt::format("step {}/{}  loss {}  lr {:.2e}  {:.0f} tokens/s  {} left", step.step, step.totalSteps, loss, step.lr,
        step.tokensPerSecond, clockText(step.remainingSeconds));
    if (!isTerminal_) {
        line(text);
        return;
    }
    fmt::print(out_, "\r{}{}", text, std::string(width_ > text.size() ? width_ - text.size() : 0, ' '));
    std::fflush(out_);
    width_ = std::max(width_, text.size());
}

void ConsoleProgress::emit(const Event& event)
{
    if (const auto* step = std::get_if<Step>(&event)) {
        showStep(*step);
    } else if (const auto* started = std::get_if<RunStarted>(&event)) {
        line(fmt::format("{} training samples, {} held out; {} of {} parameters learn; {} steps on {} ({})", started->trainSamples,
            started->evalSamples, started->trainableParameters, started->allParameters, started->totalSteps, started->device,
            started->computeDtype));
        if (started->resumedFrom > 0)
            line(fmt::format("goes on after step {}", started->resumedFrom));
    } else if (const auto* eval = std::get_if<Eval>(&event)) {
        lastEvalLoss_ = eval->loss;
        line(fmt::format("step {}: loss on held-out data {:.4f}", eval->step, eval->loss.value_or(std::nan(""))));
    } else if (const auto* saved = std::get_if<CheckpointSaved>(&event)) {
        line(fmt::format("step {}: saved {}", saved->step, saved->path));
    } else if (const auto* warning = std::get_if<Warning>(&event)) {
        finish();
        const auto row = warning->row >= 0 ? fmt::format(", row {}", warning->row + 1) : std::string();
        const auto place = warning->file.empty() ? std::string() : fmt::format("{}{}: ", warning->file, row);
        say(stderr, "warning: {}{} {}\n", place, warning->message, warning->hint);
    }
}

} // namespace lorikeet::cli
