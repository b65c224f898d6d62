#include "app/cli/command_list.h"
#include "app/cli/doctor_report.h"
#include "app/cli/issue_report.h"
#include "app/cli/say.h"

#include "core/base/file.h"
#include "core/config/run_yaml.h"
#include "core/data/dataset.h"
#include "core/data/doctor/doctor.h"
#include "core/data/project.h"
#include "core/models/doctor_model.h"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>

namespace lorikeet::cli {
namespace {

bool isYaml(const std::string& path)
{
    return path.ends_with(".yaml") || path.ends_with(".yml");
}

bool isProject(const std::string& path)
{
    std::error_code error;
    return std::filesystem::exists(toPath(path) / "project.lorikeet", error) || path.ends_with("project.lorikeet");
}

/// Everything that is wrong with a run's model and data, all of it read and decoded; nothing is trained.
class Check : public Command {
public:
    std::string name() const override { return "check"; }
    std::string summary() const override { return "List every problem of a run's config, model and data, or of a project or data folder; trains nothing"; }
    std::string example() const override { return "lorikeet-cli check lessons/3-answer-about-pictures.yaml --json"; }

    void setUp(CLI::App& app) override
    {
        arguments_.addTo(app);
        app.get_option("run")->description("The run's YAML file, a project, or data: a file or folder")->type_name("RUN.yaml|PROJECT|DATA");
        app.add_option("--ignore", ignored_, "Leave out the findings of a rule, such as leak.picture; may be said several times");
        app.add_option("--encoding", import_.encoding, "Of data that is not UTF-8: GB18030, Shift_JIS, Big5 …");
        app.add_flag("--all", showsAll_, "Print every finding; else a few of each rule that is no obstacle");
    }

    ExitCode run() override
    {
        requireArguments();
        if (isYaml(arguments_.yaml))
            collect(issues_, "config", arguments_.yaml, [&] { readRun(); });
        else
            collect(issues_, "dataset.unreadable", arguments_.yaml, [&] { readData(arguments_.yaml); });
        const DoctorReport report = examine();
        if (report.usable == 0 && !report.hasFatal() && !hasFatal(issues_))
            issues_.push_back(nothingToTrainOn(arguments_.yaml));
        print(report);
        refuse(report);
        return ExitCode::Done;
    }

private:
    void requireArguments() const
    {
        const std::string& path = arguments_.yaml;
        for (const std::string& rule : ignored_)
            if (findRule(rule) == nullptr)
                throw Error(Text(LK_TEXT("--ignore: there is no rule \"%1\"."), rule), LK_TEXT("The name stands with each finding in --json."));
        if (!import_.encoding.empty() && isYaml(path))
            throw Error(Text(LK_TEXT("--encoding is for data; %1 is a RUN.yaml."), path), Text(LK_TEXT("Write text_encoding=%1 behind it."), import_.encoding));
        if (!import_.encoding.empty() && isProject(path))
            throw Error(Text(LK_TEXT("--encoding is for data; %1 is a project."), path), LK_TEXT("Choose the encoding in the window, where the data is listed: Read differently."));
        if (!arguments_.overrides.empty() && !isYaml(path))
            throw Error(Text(LK_TEXT("Settings such as %1 belong to a RUN.yaml; %2 is data."), arguments_.overrides.front(), path),
                LK_TEXT("Leave them out, or give a RUN.yaml."));
    }

    void readRun()
    {
        const LoadedRun loaded = loadRun(arguments_.yaml, arguments_.overrides);
        const RunOptions& options = loaded.options;
        for (const Text& note : loaded.notes)
            say(stderr, "note: {}\n", note.english());
        settings_.leavesBadOut = options.data.skipBadSamples;
        collect(issues_, "config", arguments_.yaml, [&] { checkRunOptions(options, /*needsOutputDir=*/false); });
        const std::string& model = options.model.modelNameOrPath;
        if (!model.empty())
            collect(issues_, "model", model, [&] {
                const auto processor = Processor::load(model, options.model.templateName, EncodeOptions::from(options));
                issues_.insert(issues_.end(), processor->templateNotes().begin(), processor->templateNotes().end());
                settings_.model = doctorModel(processor);
            });
        readSide(options, options.data.dataset, false);
        const size_t trained = samples_.size();
        if (!options.data.evalDataset.empty())
            readSide(options, options.data.evalDataset, true);
        else if (options.data.valSize > 0)
            holdOut(options, trained);
    }

    /// Each on its own: one that can't be read hides nothing of the others.
    void readSide(const RunOptions& options, const std::vector<std::string>& names, bool isHeldOut)
    {
        for (const std::string& name : names)
            collect(issues_, "dataset.unreadable", options.data.datasetDir, [&] { append(Dataset::open(options.data, {name}), isHeldOut); });
    }

    /// As the trainer splits.
    void holdOut(const RunOptions& options, size_t count)
    {
        collect(issues_, "dataset.unreadable", options.data.datasetDir, [&] {
            Dataset dataset;
            dataset.samples = samples_;
            for (const size_t sample : splitDataset(dataset, options.data.valSize, options.train.seed).eval)
                settings_.isValidation[sample] = sample < count;
        });
    }

    void readData(const std::string& path)
    {
        if (!isProject(path)) {
            append(Dataset::openPath(path, import_), false);
            return;
        }
        const Project project = Project::openToRead(path);
        Dataset dataset = project.readOriginals();
        const std::vector<Issue> astray = project.journal().applyTo(dataset.samples, false);
        dataset.issues.insert(dataset.issues.end(), astray.begin(), astray.end());
        append(std::move(dataset), false);
        for (const auto& [rule, sampleId] : project.journal().ignored())
            settings_.ignored.insert(ignoredKey(rule, sampleId));
        settings_.isValidation = listHeldOut(samples_, project.trainingPolicy());
    }

    void append(Dataset dataset, bool isHeldOut)
    {
        for (Issue& issue : dataset.issues) {
            if (issue.sample != static_cast<size_t>(-1))
                issue.sample += samples_.size();
            settings_.readingIssues.push_back(std::move(issue));
        }
        std::move(dataset.samples.begin(), dataset.samples.end(), std::back_inserter(samples_));
        settings_.isValidation.resize(samples_.size(), isHeldOut);
    }

    DoctorReport examine()
    {
        for (const std::string& rule : ignored_)
            for (const Sample& sample : samples_)
                settings_.ignored.insert(ignoredKey(rule, sample.id));
        settings_.storePath = PictureStore::defaultPath();
        Doctor doctor(std::move(settings_));
        auto report = doctor.run(samples_, [&](size_t done, size_t total) {
            showProgress(done, total);
            return true;
        });
        return report ? std::move(*report) : DoctorReport();
    }

    void showProgress(size_t done, size_t total) const
    {
        if (!wantsJson && isatty(STDERR_FILENO) != 0 && (done % 100 == 0 || done == total))
            fmt::print(stderr, "\rchecked {} of {}{}", done, total, done == total ? "\n" : "");
    }

    void print(const DoctorReport& report) const
    {
        for (const Issue& issue : issues_)
            printIssue(issue);
        printFindings(report, showsAll_);
        if (wantsJson)
            printJson(reportToJson(report, issues_, samples_.size()));
        else
            printSummary(report, issues_, samples_.size());
    }

    void refuse(const DoctorReport& report) const
    {
        const auto canBeSkipped = [](const Issue& issue) { return issue.severity == Severity::Fatal && canBeLeftOut(issue); };
        const bool helpsToSkip = std::any_of(report.issues.begin(), report.issues.end(), canBeSkipped);
        std::vector<Issue> all = issues_;
        all.insert(all.end(), report.issues.begin(), report.issues.end());
        refuseFatal(all, arguments_.yaml, helpsToSkip ? Text(LK_TEXT("Or leave bad rows out of the training with skip_bad_samples: true.")) : Text());
    }

    RunArguments arguments_;
    std::vector<std::string> ignored_;
    bool showsAll_ = false;
    ImportOptions import_;
    DoctorSettings settings_;
    std::vector<Sample> samples_;
    std::vector<Issue> issues_; ///< Of the config and the model.
};

} // namespace

std::unique_ptr<Command> makeCheck()
{
    return std::make_unique<Check>();
}

} // namespace lorikeet::cli
