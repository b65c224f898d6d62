#include "app/cli/command_list.h"
#include "app/cli/say.h"

#include "core/base/file.h"
#include "core/run/run_folder.h"

#include <filesystem>

namespace lorikeet::cli {
namespace {

/// The runs below a folder and how they stand.
class Runs : public Command {
public:
    std::string name() const override { return "runs"; }
    std::string summary() const override { return "List the runs below a folder, newest first"; }
    std::string example() const override { return "lorikeet-cli runs my-project/runs --json"; }
    void setUp(CLI::App& app) override { app.add_option("folder", folder_, "Where to look")->required()->type_name("DIR"); }

    ExitCode run() override
    {
        std::error_code error;
        if (!std::filesystem::is_directory(toPath(folder_), error))
            throw Error(Text(LK_TEXT("There is no folder %1."), folder_), LK_TEXT("Check the spelling, or give the full path."));
        OrderedJson list = OrderedJson::array();
        for (const std::string& path : findRuns(folder_)) {
            const RunFolder folder(path);
            const RunStatus status = folder.status();
            const auto best = folder.bestCheckpoint();
            if (!wantsJson) {
                say(stdout, "{:<10} {:>6}/{:<6} {:>9}  {}\n", runStateName(status.state), status.step, status.totalSteps,
                    status.lastLoss ? fmt::format("{:.4f}", *status.lastLoss) : "-", path);
                continue;
            }
            OrderedJson run;
            run["path"] = path;
            run["status"] = runStateName(status.state);
            run["step"] = status.step;
            run["total_steps"] = status.totalSteps;
            run["last_loss"] = status.lastLoss ? OrderedJson(*status.lastLoss) : OrderedJson(nullptr);
            run["best_checkpoint"] = best ? OrderedJson(best->path) : OrderedJson(nullptr);
            list.push_back(run);
        }
        if (wantsJson)
            printJson(list);
        return ExitCode::Done;
    }

private:
    std::string folder_;
};

} // namespace

std::unique_ptr<Command> makeRuns()
{
    return std::make_unique<Runs>();
}

} // namespace lorikeet::cli
