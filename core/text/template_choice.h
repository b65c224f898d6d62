#pragma once
/// @file Which built-in conversation template fits a model, by its type and by the marks in its own chat template.

#include "core/data/issue.h"
#include "core/text/chat_template.h"
#include "core/text/own_template.h"

#include <optional>
#include <string>
#include <vector>

namespace lorikeet {

struct TemplateChoice {
    std::string name;
    Issue note; ///< What was chosen and why; a warning where nothing fits.
};

/// @param modelType model_type of config.json. @param usual what the family takes where the model has no template of its own.
TemplateChoice chooseTemplate(const std::string& modelType, const std::string& usual, const std::optional<OwnTemplate>& own);

/// What people should know of a template that they named, or that was chosen: marks and default system text that the model's own lacks.
std::vector<Issue> findTemplateDisagreements(const ChatTemplate& chatTemplate, const std::optional<OwnTemplate>& own);

} // namespace lorikeet
