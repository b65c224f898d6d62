#pragma once
/// @file An edit as a line of the journal.

#include "core/base/json.h"
#include "core/data/edits.h"

namespace lorikeet {

/// One JSON line without the newline.
std::string editToJsonLine(const Edit& edit);
/// nullopt where a key is missing or of the wrong type.
std::optional<Edit> editFromJson(const Json& json);

} // namespace lorikeet
