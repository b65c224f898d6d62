#pragma once
/// @file The chat template that a model folder brings along (Jinja). It is looked into, never run.

#include <optional>
#include <string>

namespace lorikeet {

struct OwnTemplate {
    std::string text;
    std::string file; ///< Where it stands, for people.
};

/// From chat_template.jinja, chat_template.json or tokenizer_config.json, in this order; nullopt where there is none.
/// @throws Error naming a file that isn't valid JSON.
std::optional<OwnTemplate> readOwnTemplate(const std::string& folder);

} // namespace lorikeet
