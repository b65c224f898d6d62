#include "core/models/trainable.h"

#include "core/base/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <regex>

namespace lorikeet {
namespace {

bool isFrozen(ModelPart part, const MethodOptions& method)
{
    switch (part) {
    case ModelPart::Vision:
        return method.freezeVisionTower;
    case ModelPart::Projector:
        return method.freezeMultiModalProjector;
    case ModelPart::Language:
        return method.freezeLanguageModel;
    }
    return false;
}

/// freeze_* flags say something about models with a picture side only.
bool seesPictures(const std::vector<ParameterInfo>& parameters)
{
    return std::any_of(parameters.begin(), parameters.end(), [](const ParameterInfo& p) { return p.part == ModelPart::Vision; });
}

bool isForbidden(const ParameterInfo& parameter, const MethodOptions& method, bool hasPictures)
{
    return hasPictures && !parameter.isNeverFrozen && isFrozen(parameter.part, method);
}

bool isHead(const std::string& name) { return moduleOf(name) == "lm_head" || endsWithModule(moduleOf(name), "lm_head"); }

/// The number of the first path part that is one, e.g. 3 of `model.layers.3.mlp`.
std::optional<int> layerOf(const std::string& name)
{
    static const std::regex number(R"(\.(\d{1,6})\.)");
    std::smatch found;
    if (!std::regex_search(name, found, number))
        return std::nullopt;
    return std::stoi(found[1]);
}

int languageLayers(const std::vector<ParameterInfo>& parameters)
{
    int count = 0;
    for (const auto& parameter : parameters) {
        if (parameter.part == ModelPart::Language)
            count = std::max(count, layerOf(parameter.name).value_or(-1) + 1);
    }
    return count;
}

/// LLaMA-Factory matches `.{layer}.{module}` as a part of the parameter's name.
std::set<std::string> freezeTuning(const MethodOptions& method, const std::vector<ParameterInfo>& parameters, bool hasPictures)
{
    const int layers = languageLayers(parameters);
    const int wanted = std::min(std::abs(method.freezeTrainableLayers), layers);
    const int first = method.freezeTrainableLayers > 0 ? layers - wanted : 0;
    std::vector<std::string> fragments;
    for (const auto& module : method.freezeTrainableModules) {
        for (int layer = first; layer < first + wanted; ++layer)
            fragments.push_back(fmt::format(".{}.{}", layer, module == "all" ? "" : module));
    }
    fragments.insert(fragments.end(), method.freezeExtraModules.begin(), method.freezeExtraModules.end());
    std::set<std::string> chosen;
    for (const auto& parameter : parameters) {
        const bool isNamed = std::any_of(fragments.begin(), fragments.end(), [&](const auto& f) { return parameter.name.find(f) != std::string::npos; })
            || (parameter.part == ModelPart::Projector && !method.freezeMultiModalProjector);
        if (isNamed && !isForbidden(parameter, method, hasPictures))
            chosen.insert(parameter.name);
    }
    return chosen;
}

/// The last path parts of every Linear that `all` stands for.
std::vector<std::string> namesOfAll(const MethodOptions& method, const std::vector<ParameterInfo>& parameters)
{
    std::set<std::string> names;
    for (const auto& parameter : parameters) {
        const bool isLeftOut = isHead(parameter.name) || parameter.part == ModelPart::Projector
            || (parameter.part == ModelPart::Vision && method.freezeVisionTower);
        const auto module = moduleOf(parameter.name);
        if (parameter.isLinear && !isLeftOut)
            names.insert(module.substr(module.rfind('.') + 1));
    }
    return {names.begin(), names.end()};
}

std::vector<std::string> loraTargets(const RunOptions& options, const std::vector<ParameterInfo>& parameters, bool hasPictures)
{
    const auto& target = options.lora.target;
    const bool isAll = target.size() == 1 && target.front() == "all";
    const auto names = isAll ? namesOfAll(options.method, parameters) : target;
    const bool isRegex = !isAll && names.size() == 1 && isPattern(names.front());
    std::vector<std::string> linear;
    for (const auto& parameter : parameters) {
        const bool isAllowed = isRegex || !isForbidden(parameter, options.method, hasPictures);
        if (parameter.isLinear && isAllowed && !(isAll && isHead(parameter.name)))
            linear.push_back(moduleOf(parameter.name));
    }
    if (isRegex || !hasPictures)
        return matchModules(linear, names);
    // With pictures LLaMA-Factory widens names to paths by substring.
    std::vector<std::string> chosen;
    std::copy_if(linear.begin(), linear.end(), std::back_inserter(chosen), [&](const std::string& path) {
        return std::any_of(names.begin(), names.end(), [&](const auto& name) { return path.find(name) != std::string::npos; });
    });
    return chosen;
}

std::string joined(const std::vector<std::string>& words)
{
    std::string text;
    for (const auto& word : words)
        text += (text.empty() ? "" : ", ") + word;
    return text;
}

void addModulesToSave(TrainingPlan& plan, const LoraOptions& lora, const std::vector<ParameterInfo>& parameters)
{
    for (const auto& target : lora.additionalTarget) {
        bool isFound = false;
        for (const auto& parameter : parameters) {
            const auto& name = parameter.name;
            if (endsWithModule(moduleOf(name), target) || name.starts_with(target + ".") || name.find("." + target + ".") != std::string::npos) {
                plan.parameters.insert(name);
                isFound = true;
            }
        }
        if (!isFound)
            throw Error(Text(LK_TEXT("additional_target: the model has no module '%1'"), target), LK_TEXT("Use names as lm_head, embed_tokens or multi_modal_projector."));
        plan.modulesToSave.push_back(target);
    }
}

} // namespace

std::string moduleOf(const std::string& parameter) { return parameter.substr(0, parameter.rfind('.')); }

bool endsWithModule(const std::string& path, const std::string& target) { return path == target || path.ends_with("." + target); }

bool isPattern(const std::string& target) { return target.find_first_of("*+?()[]{}|^$\\") != std::string::npos; }

std::vector<std::string> matchModules(const std::vector<std::string>& linear, const std::vector<std::string>& targets)
{
    std::vector<std::string> chosen;
    if (targets.size() == 1 && isPattern(targets.front())) {
        try {
            const std::regex pattern(targets.front(), std::regex::ECMAScript);
            std::copy_if(linear.begin(), linear.end(), std::back_inserter(chosen), [&](const auto& path) { return std::regex_match(path, pattern); });
        } catch (const std::regex_error& problem) {
            throw Error(Text(LK_TEXT("'%1' isn't a regular expression that can be used: %2"), targets.front(), problem.what()),
                LK_TEXT("Write module names, or a regular expression that matches whole module paths."));
        }
        return chosen;
    }
    std::copy_if(linear.begin(), linear.end(), std::back_inserter(chosen), [&](const auto& path) {
        return std::any_of(targets.begin(), targets.end(), [&](const auto& target) { return endsWithModule(path, target); });
    });
    return chosen;
}

TrainingPlan planTraining(const RunOptions& options, const std::vector<ParameterInfo>& parameters)
{
    TrainingPlan plan;
    const auto& method = options.method;
    const bool hasPictures = seesPictures(parameters);
    if (method.finetuningType == "full") {
        for (const auto& parameter : parameters) {
            if (!isForbidden(parameter, method, hasPictures))
                plan.parameters.insert(parameter.name);
        }
    } else if (method.finetuningType == "freeze") {
        plan.parameters = freezeTuning(method, parameters, hasPictures);
    } else {
        plan.loraModules = loraTargets(options, parameters, hasPictures);
        if (plan.loraModules.empty())
            throw Error(Text(LK_TEXT("lora_target: the model has no linear layer that '%1' names"), joined(options.lora.target)),
                LK_TEXT("Use all, names as q_proj, v_proj, or unfreeze the part of the model that holds them."));
        addModulesToSave(plan, options.lora, parameters);
    }
    if (plan.parameters.empty() && plan.loraModules.empty())
        throw Error(Text(LK_TEXT("finetuning_type %1 with these freeze settings leaves nothing to train"), method.finetuningType),
            LK_TEXT("Set one of freeze_vision_tower, freeze_multi_modal_projector or freeze_language_model to false."));
    return plan;
}

} // namespace lorikeet
