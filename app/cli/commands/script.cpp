#include "app/cli/command_list.h"

#include "core/config/run_yaml.h"
#include "core/models/processor.h"
#include "core/run/shell_script.h"

#include <fmt/format.h>

namespace lorikeet::cli {
namespace {

/// A shell script that repeats a run on another machine, and LLaMA-Factory's form of it.
class Script : public Command {
public:
    std::string name() const override { return "script"; }
    std::string summary() const override { return "Print a shell script that repeats the run elsewhere, and LLaMA-Factory's form of it"; }
    std::string example() const override { return "lorikeet-cli script lessons/3-answer-about-pictures.yaml > train.sh"; }
    void setUp(CLI::App& app) override { arguments_.addTo(app); }

    ExitCode run() override
    {
        LoadedRun loaded = loadRun(arguments_.yaml, arguments_.overrides);
        ModelOptions& model = loaded.options.model;
        if (model.templateName == "auto") // LLaMA-Factory has no such word
            model.templateName = Processor::load(model.modelNameOrPath, "auto", {})->chatTemplate().name;
        const std::string text = writeShellScript(loaded.options);
        if (wantsJson)
            printJson({{"script", text}});
        else
            fmt::print("{}", text);
        return ExitCode::Done;
    }

private:
    RunArguments arguments_;
};

} // namespace

std::unique_ptr<Command> makeScript()
{
    return std::make_unique<Script>();
}

} // namespace lorikeet::cli
