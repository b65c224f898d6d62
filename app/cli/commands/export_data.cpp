#include "app/cli/command_list.h"
#include "app/cli/issue_report.h"
#include "app/cli/say.h"

#include "core/base/file.h"
#include "core/base/strings.h"
#include "core/data/export.h"
#include "core/data/project.h"

#include <algorithm>

namespace lorikeet::cli {
namespace {

/// A project's data with its edits, or any data, in a form that other programs read.
class ExportData : public Command {
public:
    std::string name() const override { return "export-data"; }
    std::string summary() const override { return "Write a project's data, edits included, as ShareGPT, LLaVA, alpaca, CSV or text files"; }
    std::string example() const override { return "lorikeet-cli export-data my-project --to sharegpt --out exported"; }

    void setUp(CLI::App& app) override
    {
        app.add_option("data", path_, "A project, or a file or folder with data")->required();
        std::vector<std::string> formats;
        for (const ExportFormatInfo& info : exportFormats())
            formats.emplace_back(info.name);
        app.add_option("--to", format_, "The form: " + join(formats, ", "))->required()->check(CLI::IsMember(formats));
        app.add_option("--out", options_.folder, "A new folder")->required();
        app.add_option("--pictures", pictures_, "copied (the default), relative or absolute: how the files name them")->check(CLI::IsMember({"copied", "relative", "absolute"}));
        app.add_option("--dataset", datasets_, "Only these datasets");
        app.add_flag("--reviewed", isReviewedOnly_, "Only examples that were accepted");
        app.add_option("--encoding", import_.encoding, "Of text that is not UTF-8: GB18030, Shift_JIS, Big5 …");
        app.add_option("--allow", import_.folders, "Further folders whose pictures may be read");
    }

    ExitCode run() override
    {
        options_.format = *exportFormatFromName(format_);
        options_.pictures = pictures_ == "relative" ? ExportPictures::Relative : pictures_ == "absolute" ? ExportPictures::Absolute : ExportPictures::Copied;
        const Dataset dataset = read();
        std::vector<const Sample*> samples;
        for (const Sample& sample : dataset.samples)
            if (isWanted(sample))
                samples.push_back(&sample);
        std::vector<Issue> issues = dataset.issues;
        const auto result = exportDataset(samples, options_);
        issues.insert(issues.end(), result->leftOut.begin(), result->leftOut.end());
        issues.insert(issues.end(), result->lostColumns.begin(), result->lostColumns.end());
        for (const Issue& issue : issues)
            printIssue(issue);
        report(*result, issues);
        return hasFatal(issues) ? ExitCode::Input : ExitCode::Done;
    }

private:
    Dataset read() const
    {
        std::error_code error;
        const bool isProject = path_.ends_with(ProjectFile::kFileName) || std::filesystem::exists(toPath(path_) / ProjectFile::kFileName, error);
        if (!isProject)
            return Dataset::openPath(path_, import_);
        const Project project = Project::openToRead(path_);
        Dataset dataset = project.readOriginals();
        const std::vector<Issue> astray = project.journal().applyTo(dataset.samples, false);
        dataset.issues.insert(dataset.issues.end(), astray.begin(), astray.end());
        return dataset;
    }

    bool isWanted(const Sample& sample) const
    {
        const bool isNamed = datasets_.empty() || std::find(datasets_.begin(), datasets_.end(), sample.dataset) != datasets_.end();
        return isNamed && sample.isTrainable() && (!isReviewedOnly_ || sample.review == Review::Accepted);
    }

    void report(const ExportResult& result, const std::vector<Issue>& issues) const
    {
        if (wantsJson) {
            OrderedJson json{{"folder", result.folder}, {"format", format_}, {"samples", result.samples}, {"pictures", result.pictures}, {"problems", OrderedJson::array()}};
            for (const Issue& issue : issues)
                json["problems"].push_back(issueToJson(issue));
            printJson(json);
        } else {
            say(stdout, "{} examples and {} pictures written to {}\n", result.samples, result.pictures, result.folder);
        }
        if (hasFatal(issues))
            say(stderr, "error: {} problems in {}: some examples could not be exported.\nhint: each problem above says what to do; all others were written.\n", issues.size(), path_);
    }

    std::string path_;
    std::string format_;
    std::string pictures_ = "copied";
    std::vector<std::string> datasets_;
    bool isReviewedOnly_ = false;
    ImportOptions import_;
    ExportOptions options_;
};

} // namespace

std::unique_ptr<Command> makeExportData()
{
    return std::make_unique<ExportData>();
}

} // namespace lorikeet::cli
