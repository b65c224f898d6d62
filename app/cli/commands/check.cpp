#include "app/cli/command_list.h"
#include "app/cli/issue_report.h"

#include "core/config/run_yaml.h"
#include "core/data/dataset.h"
#include "core/data/parallel.h"
#include "core/models/processor.h"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>

namespace lorikeet::cli {
namespace {

/// Everything that is wrong with a run's model and data, all of it read and decoded; nothing is trained.
class Check : public Command {
public:
    std::string name() const override { return "check"; }
    std::string summary() const override { return "List every problem of a run's config, model and data; trains nothing"; }
    std::string example() const override { return "lorikeet-cli check lessons/3-answer-about-pictures.yaml --json"; }
    void setUp(CLI::App& app) override { arguments_.addTo(app); }

    ExitCode run() override
    {
        const LoadedRun loaded = loadRun(arguments_.yaml, arguments_.overrides);
        for (const Text& note : loaded.notes)
            fmt::print(stderr, "note: {}\n", note.english());
        const auto processor = loadProcessor(loaded.options);
        const bool seesPictures = !processor || processor->images() != nullptr;
        for (const auto& names : {loaded.options.data.dataset, loaded.options.data.evalDataset})
            if (!names.empty())
                checkDatasets(loaded.options, names, processor.get(), seesPictures);
        removeRepeated(issues_);
        report();
        return hasFatal(issues_) ? ExitCode::Input : ExitCode::Done;
    }

private:
    void addError(const Error& error, const std::string& file, const char* rule)
    {
        issues_.push_back({.severity = Severity::Fatal, .rule = rule, .file = file, .message = error.message(), .fix = error.hint()});
    }

    std::shared_ptr<const Processor> loadProcessor(const RunOptions& options)
    {
        try {
            auto processor = Processor::load(options.model.modelNameOrPath, options.model.templateName, EncodeOptions::from(options));
            add(processor->templateNotes());
            return processor;
        } catch (const Error& error) {
            addError(error, options.model.modelNameOrPath, "model");
            return nullptr;
        }
    }

    void checkDatasets(const RunOptions& options, const std::vector<std::string>& names, const Processor* processor, bool seesPictures)
    {
        try {
            const Dataset dataset = Dataset::open(options.data, names);
            samples_ += dataset.samples.size();
            add(dataset.issues);
            add(checkSamples(dataset.samples, seesPictures, CheckDepth::FullDecode, [&](size_t done, size_t total) {
                showProgress(done, total);
                return true;
            }));
            if (processor != nullptr)
                checkEncoding(dataset, *processor);
        } catch (const Error& error) {
            addError(error, options.data.datasetDir, "dataset");
        }
    }

    void checkEncoding(const Dataset& dataset, const Processor& processor)
    {
        std::vector<std::vector<Issue>> found(dataset.samples.size());
        parallelFor(dataset.samples.size(), 32, [&](size_t begin, size_t end) {
            for (size_t i = begin; i < end; ++i) {
                found[i] = processor.encode(dataset.samples[i], WithPixels::No).issues;
                for (Issue& issue : found[i])
                    issue.sample = i;
            }
        });
        for (const std::vector<Issue>& issues : found)
            add(issues);
    }

    void add(const std::vector<Issue>& more) { issues_.insert(issues_.end(), more.begin(), more.end()); }

    /// Notes are no problems.
    size_t problemCount() const
    {
        return static_cast<size_t>(std::count_if(issues_.begin(), issues_.end(), [](const Issue& issue) { return issue.severity != Severity::Note; }));
    }

    void showProgress(size_t done, size_t total) const
    {
        if (!wantsJson && isatty(STDERR_FILENO) != 0 && (done % 100 == 0 || done == total))
            fmt::print(stderr, "\rchecked {} of {}{}", done, total, done == total ? "\n" : "");
    }

    void report() const
    {
        for (const Issue& issue : issues_)
            printIssue(issue);
        if (wantsJson) {
            OrderedJson json;
            json["samples"] = samples_;
            json["issues"] = OrderedJson::array();
            for (const Issue& issue : issues_)
                json["issues"].push_back(issueToJson(issue));
            printJson(json);
        } else if (problemCount() == 0) {
            fmt::print("{} samples read, no problem found.\n", samples_);
        } else {
            fmt::print("{} samples read, {} problems found.\n", samples_, problemCount());
        }
        if (hasFatal(issues_))
            fmt::print(stderr, "error: the run can't start as it is: see the fatal problems above.\n"
                               "hint: mend or remove these rows, or train with skip_bad_samples: true to leave them out.\n");
    }

    RunArguments arguments_;
    std::vector<Issue> issues_;
    size_t samples_ = 0;
};

} // namespace

std::unique_ptr<Command> makeCheck()
{
    return std::make_unique<Check>();
}

} // namespace lorikeet::cli
