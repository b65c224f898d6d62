#pragma once
/// @file LLaMA-Factory's keys that are no options here: those that need nothing, and those that come later.

#include "core/base/text.h"

#include <optional>
#include <string>
#include <vector>

namespace lorikeet {

struct YamlNode;

/// What becomes of a key that is no option: a note when it is accepted, nullopt when it is unknown.
/// An accepted key that is at its off value (null, false, 0, none) gives an empty note.
/// @throws Error naming the key when it asks for what is not built.
std::optional<Text> takeForeignKey(const std::string& key, const YamlNode& value);

/// Their names (without whole families such as `swanlab_…`), for finding what was meant.
std::vector<std::string> foreignKeyNames();

/// @throws Error when an option of ours is given a value that LLaMA-Factory knows and we don't build yet (`stage: dpo`).
void refuseForeignValue(const std::string& key, const YamlNode& value);

} // namespace lorikeet
