#include "app/cli/answer_table.h"
#include "app/cli/command_list.h"
#include "app/cli/progress.h"
#include "app/cli/say.h"

#include "core/base/file.h"
#include "core/base/os.h"
#include "core/base/strings.h"
#include "core/config/option.h"
#include "core/config/run_yaml.h"
#include "core/run/run_folder.h"
#include "core/train/trainer.h"

#include <fmt/format.h>

#include <cmath>
#include <filesystem>

namespace lorikeet::cli {
namespace {

const char* kindName(OptionKind kind)
{
    switch (kind) {
    case OptionKind::Flag:
        return "flag";
    case OptionKind::Integer:
        return "integer";
    case OptionKind::Number:
        return "number";
    case OptionKind::Word:
        return "word";
    case OptionKind::Path:
        return "path";
    case OptionKind::List:
        return "list";
    }
    return "word";
}

OrderedJson optionToJson(const Option& option)
{
    OrderedJson json;
    json["key"] = option.key;
    json["group"] = option.group;
    json["kind"] = kindName(option.kind());
    json["default"] = option.value();
    json["unit"] = option.unit;
    json["minimum"] = std::isfinite(option.minimum) ? OrderedJson(option.minimum) : OrderedJson(nullptr);
    json["maximum"] = std::isfinite(option.maximum) ? OrderedJson(option.maximum) : OrderedJson(nullptr);
    json["choices"] = option.choices;
    json["level"] = option.level == OptionLevel::Simple ? "simple" : "expert";
    json["label"] = option.label.english();
    json["help"] = option.help.english();
    return json;
}

void printOptions(bool asJson)
{
    RunOptions defaults;
    auto all = OrderedJson::array();
    for (const auto& option : listOptions(defaults)) {
        if (asJson) {
            all.push_back(optionToJson(option));
            continue;
        }
        std::string range;
        if (!option.choices.empty())
            range = fmt::format("  [{}]", join(option.choices, ", "));
        else if (std::isfinite(option.minimum) || std::isfinite(option.maximum))
            range = fmt::format("  [{} to {}]", option.minimum, option.maximum);
        fmt::print("{}: {}{}{}{}\n    {}\n", option.key, option.value(), option.unit.empty() ? "" : " " + option.unit, range,
            option.level == OptionLevel::Expert ? "  (expert)" : "", option.help.english());
    }
    if (asJson)
        printJson(all);
}

/// The nearest folder above a file that holds project.lorikeet; "" where there is none.
std::string projectAbove(const std::string& yaml)
{
    for (auto folder = std::filesystem::absolute(toPath(yaml)).parent_path(); folder.has_relative_path(); folder = folder.parent_path())
        if (std::filesystem::exists(folder / "project.lorikeet"))
            return toUtf8(folder);
    return {};
}

class Train : public Command {
public:
    std::string name() const override { return "train"; }
    std::string summary() const override { return "Train: prints progress, writes the run folder (output_dir)"; }
    std::string example() const override { return "lorikeet-cli train lessons/3-answer-about-pictures.yaml max_steps=100"; }
    bool usesEngine() const override { return true; }
    void setUp(CLI::App& app) override
    {
        arguments_.addTo(app, /*isRequired=*/false);
        app.add_flag("--list-options", listsOptions_, "Every key with its default, unit, range and help");
    }

    ExitCode run() override
    {
        if (listsOptions_) {
            printOptions(wantsJson);
            return ExitCode::Done;
        }
        if (arguments_.yaml.empty()) {
            throw Error(Text(LK_TEXT("train needs the YAML file of a run.")),
                Text(LK_TEXT("For example: lorikeet-cli train RUN.yaml. All keys: lorikeet-cli train --list-options.")));
        }
        const LoadedRun loaded = loadRun(arguments_.yaml, arguments_.overrides);
        for (const Text& note : loaded.notes)
            say(stderr, "note: {}\n", note.english());
        checkRunOptions(loaded.options);
        if (!loaded.options.train.doTrain) {
            throw Error(Text(LK_TEXT("do_train: false leaves nothing to train.")),
                Text(LK_TEXT("Use `lorikeet-cli evaluate` for loss and answers on held-out data, or set do_train: true.")));
        }
        installStopSignals();
        RunFolder folder(loaded.options.output.outputDir);
        prepare(folder, loaded);
        return train(folder, loaded.options);
    }

private:
    void prepare(RunFolder& folder, const LoadedRun& loaded) const
    {
        const auto& output = loaded.options.output;
        if (output.overwriteOutputDir && folder.exists() && output.resumeFromCheckpoint.empty()) {
            const auto lock = folder.lock(); // nobody trains in it
            folder.clear();
        } else if (output.resumeFromCheckpoint.empty() && folder.isOccupied()) {
            throw Error(Text(LK_TEXT("output_dir: %1 already holds a run."), folder.path()),
                Text(LK_TEXT("Go on with it by resume_from_checkpoint=auto (or a checkpoint's folder), or replace it by "
                             "overwrite_output_dir=true.")));
        }
        folder.create(loaded.options, projectAbove(arguments_.yaml));
    }

    ExitCode train(RunFolder& folder, const RunOptions& options)
    {
        EventWriter writer(folder);
        ConsoleProgress progress(wantsJson ? stderr : stdout);
        TeeSink sink({&writer, &progress});
        ExitCode code = ExitCode::Done;
        {
            Trainer trainer(options, folder, sink, stopRequested);
            code = trainer.run();
        }
        progress.finish();
        if (wantsJson)
            printJson(summaryOf(folder, progress, code));
        else
            printEnd(folder, code);
        return code;
    }

    static OrderedJson summaryOf(const RunFolder& folder, const ConsoleProgress& progress, ExitCode code)
    {
        OrderedJson json;
        json["status"] = runStateName(folder.status().state);
        json["output_dir"] = folder.path();
        if (const auto& last = progress.lastStep()) {
            json["step"] = last->step;
            json["total_steps"] = last->totalSteps;
            json["loss"] = last->loss ? OrderedJson(*last->loss) : OrderedJson(nullptr);
            json["seconds"] = last->elapsedSeconds;
            json["total_tokens"] = last->totalTokens;
        }
        json["eval_loss"] = progress.lastEvalLoss() ? OrderedJson(*progress.lastEvalLoss()) : OrderedJson(nullptr);
        json["peak_rss_mib"] = os::peakRssMib();
        json["exit_code"] = static_cast<int>(code);
        return json;
    }

    static void printEnd(const RunFolder& folder, ExitCode code)
    {
        fmt::print("{}", answerTable(folder));
        if (code == ExitCode::Done)
            say(stdout, "Done. The result lies in {}\n", folder.path());
        else
            say(stdout, "Stopped on request; go on with resume_from_checkpoint=auto. The result so far lies in {}\n", folder.path());
    }

    RunArguments arguments_;
    bool listsOptions_ = false;
};

} // namespace

std::unique_ptr<Command> makeTrain()
{
    return std::make_unique<Train>();
}

} // namespace lorikeet::cli
