#pragma once
/// @file Which column of a flat table means what, by name and by content.

#include "core/base/json.h"
#include "core/data/dataset_info.h"
#include "core/data/import_options.h"

#include <string>
#include <vector>

namespace lorikeet {

/// A name that tables use for a picture, a question, an answer, the system prompt or tags ("file_name", "caption", "描述" …).
bool isKnownColumn(const std::string& name);

/// @param columns in file order. @param rows some rows, as objects of these columns. A role that no column has is "".
ColumnMapping findColumns(const std::vector<std::string>& columns, const std::vector<Json>& rows);

/// A description that reads a table by this mapping. What rows may have beside it (history, tools, an `input` behind an `instruction`) is named too.
DatasetDescription describeTable(const ColumnMapping& mapping, const std::vector<std::string>& columns, const std::string& name, const std::string& file);

} // namespace lorikeet
