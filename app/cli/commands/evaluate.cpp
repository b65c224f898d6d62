#include "app/cli/command_list.h"
#include "app/cli/say.h"

#include "core/config/run_yaml.h"
#include "core/infer/run_evaluation.h"
#include "core/run/run_folder.h"

#include <fmt/format.h>

#include <unistd.h>

namespace lorikeet::cli {
namespace {

class Evaluate : public Command {
public:
    std::string name() const override { return "evaluate"; }
    std::string summary() const override { return "Loss and exactly right answers on a run's held-out data"; }
    std::string example() const override { return "lorikeet-cli evaluate runs/mine/run.yaml --checkpoint runs/mine/checkpoint-200 --json"; }
    bool usesEngine() const override { return true; }
    void setUp(CLI::App& app) override
    {
        arguments_.addTo(app);
        app.add_option("--checkpoint", checkpoint_, "An adapter's or a full model's folder; without it the run's base model")->type_name("DIR");
    }

    ExitCode run() override
    {
        const LoadedRun loaded = loadRun(arguments_.yaml, arguments_.overrides);
        for (const Text& note : loaded.notes)
            say(stderr, "note: {}\n", note.english());
        installStopSignals();
        const RunFolder folder(loaded.options.output.outputDir);
        const bool showsProgress = !wantsJson && isatty(STDERR_FILENO) != 0;
        const auto result = evaluateRun(loaded.options, checkpoint_, folder.predictionsPath(), stopRequested, [=](size_t done, size_t total) {
            if (showsProgress)
                fmt::print(stderr, "\ranswered {} of {}{}", done, total, done == total ? "\n" : "");
        });
        if (!result)
            return ExitCode::Stopped;
        for (const auto& warning : result->warnings)
            say(stderr, "warning: {}\n", warning);
        if (wantsJson) {
            printJson({{"samples", result->samples}, {"loss", result->loss}, {"exact_match", result->exactMatch},
                {"exactly_right", result->exactlyRight}, {"predictions", folder.predictionsPath()}, {"seconds", result->seconds}});
        } else {
            say(stdout, "{} samples: loss {:.4f}, exactly right {} ({:.1f} %), {:.1f} s\nAnswers: {}\n", result->samples, result->loss,
                result->exactlyRight, 100 * result->exactMatch, result->seconds, folder.predictionsPath());
        }
        return ExitCode::Done;
    }

private:
    RunArguments arguments_;
    std::string checkpoint_;
};

} // namespace

std::unique_ptr<Command> makeEvaluate()
{
    return std::make_unique<Evaluate>();
}

} // namespace lorikeet::cli
