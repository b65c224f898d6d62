#include "app/cli/inspection.h"

#include "app/cli/issue_report.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/data/describe.h"
#include "core/data/project.h"
#include "core/models/family.h"
#include "core/models/safetensors_header.h"
#include "core/run/run_folder.h"
#include "core/text/tokenizer.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>
#include <functional>
#include <map>

namespace lorikeet::cli {
namespace {

namespace fs = std::filesystem;

void addProblem(Inspection& result, const std::string& file, Text message, Text fix, Severity severity = Severity::Fatal)
{
    result.problems.push_back({.severity = severity, .rule = "inspect", .file = file, .message = std::move(message), .fix = std::move(fix)});
}

/// Runs one part of the inspection; its Error becomes a problem of `file`.
void collect(Inspection& result, const std::string& file, const std::function<void()>& part)
{
    cli::collect(result.problems, "inspect", file, part);
}

void count(Inspection& result, const std::map<std::string, StoredTensor>& tensors)
{
    result.tensors = static_cast<int64_t>(tensors.size());
    for (const auto& [name, tensor] : tensors)
        result.parameters += tensor.elements();
}

void compareTensors(Inspection& result, const ModelFamily& family, const Json& config, const ModelFiles& files)
{
    std::map<std::string, const StoredTensor*> byModule;
    for (const auto& [name, tensor] : files.tensors)
        byModule[family.moduleName(name)] = &tensor;
    for (const ParameterInfo& wanted : family.parameters(config)) {
        const auto found = byModule.find(wanted.name);
        if (found == byModule.end()) {
            addProblem(result, files.files.front(), Text(LK_TEXT("The tensor %1 is missing."), family.nameInFile(wanted.name)),
                Text(LK_TEXT("Copy the model folder again; config.json and the weights must belong together.")));
            continue;
        }
        if (found->second->shape != wanted.shape)
            addProblem(result, found->second->file,
                Text(LK_TEXT("The tensor %1 has the shape [%2]; config.json asks for [%3]."), found->second->name,
                    fmt::format("{}", fmt::join(found->second->shape, ", ")), fmt::format("{}", fmt::join(wanted.shape, ", "))),
                Text(LK_TEXT("Use the config.json that belongs to these weights.")));
        byModule.erase(found);
    }
    for (const auto& [name, tensor] : byModule)
        if (!name.ends_with("position_ids") && !name.ends_with("rotary_emb.inv_freq") && name != "lm_head.weight"
            && name.find("post_layernorm") == std::string::npos)
            addProblem(result, tensor->file, Text(LK_TEXT("The tensor %1 belongs to no part of this model."), tensor->name),
                Text(LK_TEXT("It is left out when the model is loaded.")), Severity::Warning);
}

void inspectModel(Inspection& result, const std::string& folder)
{
    result.kind = "model";
    collect(result, folder + "/config.json", [&] {
        const Json config = readModelConfig(folder);
        const ModelFamily& family = familyFor(config, folder);
        result.family = family.name();
        result.details["sees_pictures"] = family.seesPictures();
        collect(result, folder, [&] {
            const ModelFiles files = listModelTensors(folder);
            count(result, files.tensors);
            compareTensors(result, family, config, files);
        });
        collect(result, folder, [&] { family.imageProcessor(config, folder); });
    });
    collect(result, folder + "/tokenizer.json", [&] { result.details["vocabulary"] = Tokenizer::load(folder)->vocabSize(); });
}

void inspectAdapter(Inspection& result, const std::string& folder)
{
    result.kind = "adapter";
    const std::string configFile = folder + "/adapter_config.json";
    collect(result, configFile, [&] {
        const Json config = readJsonFile(configFile);
        const std::string base = config.value("base_model_name_or_path", std::string());
        result.details["base"] = base;
        result.details["rank"] = config.value("r", 0);
        if (!fs::exists(toPath(base))) {
            addProblem(result, configFile, Text(LK_TEXT("The base model %1 is not there."), base),
                Text(LK_TEXT("Put the base model back, or correct base_model_name_or_path.")), Severity::Warning);
            return;
        }
        result.family = familyFor(readModelConfig(base), base).name();
    });
    collect(result, folder + "/adapter_model.safetensors", [&] {
        const SafetensorsHeader header = readSafetensorsHeader(folder + "/adapter_model.safetensors");
        result.tensors = static_cast<int64_t>(header.tensors.size());
        for (const StoredTensor& tensor : header.tensors)
            result.parameters += tensor.elements();
    });
}

void inspectRun(Inspection& result, const std::string& folder)
{
    result.kind = "run";
    const RunFolder run(folder);
    const RunStatus status = run.status();
    result.details["status"] = runStateName(status.state);
    result.details["step"] = status.step;
    result.details["total_steps"] = status.totalSteps;
    result.details["checkpoints"] = OrderedJson::array();
    for (const CheckpointInfo& checkpoint : run.checkpoints())
        result.details["checkpoints"].push_back(checkpoint.path);
    if (status.state == RunState::Failed || status.state == RunState::Crashed)
        addProblem(result, folder, Text(LK_TEXT("The run ended badly: %1"), status.message), Text(status.hint), Severity::Warning);
}

void inspectData(Inspection& result, const std::string& path)
{
    result.kind = "dataset";
    collect(result, path, [&] {
        const DatasetSummary summary = describeDataset(path);
        result.details["format"] = summary.format;
        result.details["encoding"] = summary.encoding;
        result.details["datasets"] = summary.names;
        result.details["samples"] = summary.samples;
        result.details["images"] = summary.pictures;
        result.details["pictures"] = summary.pictures;
        result.problems.insert(result.problems.end(), summary.issues.begin(), summary.issues.end());
        if (summary.samples == 0 && !hasFatal(result.problems))
            result.problems.push_back(nothingToTrainOn(path));
    });
}

void inspectProject(Inspection& result, const std::string& path)
{
    result.kind = "project";
    collect(result, path, [&] {
        const Project project = Project::openToRead(path);
        result.details["name"] = project.name();
        result.details["datasets"] = project.datasetNames();
        result.details["models"] = OrderedJson::array();
        for (const ProjectModel& model : project.models())
            result.details["models"].push_back(model.path);
    });
}

} // namespace

Inspection inspectPath(const std::string& path)
{
    Inspection result;
    std::error_code error; // what can't be reached isn't there
    if (!fs::exists(toPath(path), error)) {
        addProblem(result, path, Text(LK_TEXT("There is no file or folder %1."), path), Text(LK_TEXT("Check the spelling, or give the full path.")));
        return result;
    }
    const auto has = [&](const char* name) { return fs::exists(toPath(path) / name, error); };
    if (!fs::is_directory(toPath(path), error)) {
        if (path.ends_with(".lorikeet")) {
            inspectProject(result, path);
        } else if (path.ends_with(".safetensors")) {
            result.kind = "safetensors";
            collect(result, path, [&] {
                const SafetensorsHeader header = readSafetensorsHeader(path);
                result.tensors = static_cast<int64_t>(header.tensors.size());
                for (const StoredTensor& tensor : header.tensors)
                    result.parameters += tensor.elements();
            });
        } else {
            inspectData(result, path);
        }
        return result;
    }
    const bool isCheckpoint = has("trainer_state.json") && fs::path(toPath(path)).filename().string().starts_with("checkpoint-");
    if (has("project.lorikeet"))
        inspectProject(result, path);
    else if (const RunFolder run(path); !isCheckpoint && (fs::exists(toPath(run.runYamlPath())) || fs::exists(toPath(run.logPath()))))
        inspectRun(result, path);
    else if (has("adapter_config.json"))
        inspectAdapter(result, path);
    else if (has("config.json"))
        inspectModel(result, path);
    else
        inspectData(result, path);
    if (isCheckpoint && result.kind != "dataset")
        result.kind = "checkpoint";
    return result;
}

} // namespace lorikeet::cli
