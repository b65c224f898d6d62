#include "app/cli/command_list.h"
#include "app/cli/inspection.h"
#include "app/cli/issue_report.h"
#include "app/cli/say.h"

namespace lorikeet::cli {
namespace {

/// Says what a folder or file is.
class Inspect : public Command {
public:
    std::string name() const override { return "inspect"; }
    std::string summary() const override { return "Say what a folder or file is: model, adapter, checkpoint, dataset, project or run"; }
    std::string example() const override { return "lorikeet-cli inspect models/aligned-starter --json"; }
    void setUp(CLI::App& app) override { app.add_option("path", path_, "A folder or file")->required(); }

    ExitCode run() override
    {
        const Inspection found = inspectPath(path_);
        for (const Issue& problem : found.problems)
            printIssue(problem);
        if (wantsJson) {
            OrderedJson json;
            json["kind"] = found.kind.empty() ? OrderedJson(nullptr) : OrderedJson(found.kind);
            json["family"] = found.family.empty() ? OrderedJson(nullptr) : OrderedJson(found.family);
            json["parameters"] = found.parameters;
            json["tensors"] = found.tensors;
            if (found.kind == "dataset") // What scripts ask a dataset for, without going deeper.
                for (const char* key : {"format", "encoding", "samples", "pictures"})
                    json[key] = found.details.contains(key) ? found.details[key] : OrderedJson(nullptr);
            json["details"] = found.details;
            json["problems"] = OrderedJson::array();
            for (const Issue& problem : found.problems)
                json["problems"].push_back(issueToJson(problem));
            printJson(json);
        } else if (!found.kind.empty()) {
            say(stdout, "{}{}{}\n", found.kind, found.family.empty() ? "" : ", family ", found.family);
            if (found.tensors > 0)
                say(stdout, "  {} parameters in {} tensors\n", found.parameters, found.tensors);
            for (const auto& [key, value] : found.details.items())
                say(stdout, "  {}: {}\n", key, value.is_string() ? value.get<std::string>() : toJsonLine(value));
            say(stdout, "  {} problems\n", found.problems.size());
        }
        refuseFatal(found.problems, path_);
        return ExitCode::Done;
    }

private:
    std::string path_;
};

} // namespace

std::unique_ptr<Command> makeInspect()
{
    return std::make_unique<Inspect>();
}

} // namespace lorikeet::cli
