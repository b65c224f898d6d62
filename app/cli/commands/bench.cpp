#include "app/cli/command_list.h"
#include "app/cli/say.h"

#include "core/config/run_yaml.h"
#include "core/run/run_folder.h"
#include "core/train/trainer.h"

#include <fmt/format.h>

namespace lorikeet::cli {
namespace {

constexpr int kDefaultSteps = 20;

/// Events of a benchmark go to nobody, save warnings.
class WarningsOnly : public EventSink {
public:
    void emit(const Event& event) override
    {
        if (const auto* warning = std::get_if<Warning>(&event))
            say(stderr, "warning: {} {}\n", warning->message, warning->hint);
    }
};

class Bench : public Command {
public:
    std::string name() const override { return "bench"; }
    std::string summary() const override { return "Measure speed and memory of a run's first steps; writes nothing"; }
    std::string example() const override { return "lorikeet-cli bench lessons/3-answer-about-pictures.yaml --steps 20 --json"; }
    bool usesEngine() const override { return true; }
    void setUp(CLI::App& app) override
    {
        arguments_.addTo(app);
        app.add_option("--steps", steps_, "Steps to run; the first is warm-up for the rates")->check(CLI::Range(2, 1'000'000));
    }

    ExitCode run() override
    {
        const LoadedRun loaded = loadRun(arguments_.yaml, arguments_.overrides);
        installStopSignals();
        RunFolder folder(loaded.options.output.outputDir);
        WarningsOnly sink;
        const auto result = Trainer(loaded.options, folder, sink, stopRequested).benchmark(steps_);
        if (wantsJson) {
            printJson({{"steps", result.steps}, {"tokens_per_second", result.tokensPerSecond},
                {"samples_per_second", result.samplesPerSecond}, {"seconds_per_step", result.secondsPerStep},
                {"peak_rss_mib", result.peakRssMib}, {"seconds_to_first_step", result.secondsToFirstStep}});
        } else {
            fmt::print("{:.1f} tokens/s, {:.2f} samples/s, {:.3f} s a step over {} steps; peak memory {:.0f} MiB; first step after {:.2f} s\n",
                result.tokensPerSecond, result.samplesPerSecond, result.secondsPerStep, result.steps, result.peakRssMib,
                result.secondsToFirstStep);
        }
        return stopRequested.load() ? ExitCode::Stopped : ExitCode::Done;
    }

private:
    RunArguments arguments_;
    int64_t steps_ = kDefaultSteps;
};

} // namespace

std::unique_ptr<Command> makeBench()
{
    return std::make_unique<Bench>();
}

} // namespace lorikeet::cli
