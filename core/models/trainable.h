#pragma once
/// @file Which parameters a method trains: LLaMA-Factory's rules, from the list of parameters alone (no torch).

#include "core/config/run_options.h"
#include "core/models/family.h"

#include <set>
#include <string>
#include <vector>

namespace lorikeet {

struct TrainingPlan {
    std::set<std::string> parameters;      ///< Parameters of the model itself that learn.
    std::vector<std::string> loraModules;  ///< Linear modules that get a LoRA pair, e.g. `model.layers.0.self_attn.q_proj`.
    std::vector<std::string> modulesToSave; ///< `additional_target` as written.
    bool trains(const std::string& parameter) const { return parameters.contains(parameter); }
};

/// full, freeze and lora with the three freeze flags; both of LLaVA's stages are settings of these.
/// @throws Error when the settings name nothing, or nothing would learn.
TrainingPlan planTraining(const RunOptions& options, const std::vector<ParameterInfo>& parameters);

/// `a.b.weight` -> `a.b`
std::string moduleOf(const std::string& parameter);
/// Whether PEFT's list form hits a module: equal, or its path ends in `.target`.
bool endsWithModule(const std::string& path, const std::string& target);
/// Whether a target is written as a regular expression rather than as a name.
bool isPattern(const std::string& target);
/// Modules among `linear` that a list of names (suffix match) or one pattern (full match) hits. @throws Error for a malformed pattern.
std::vector<std::string> matchModules(const std::vector<std::string>& linear, const std::vector<std::string>& targets);

} // namespace lorikeet
