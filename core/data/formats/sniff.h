#pragma once
/// @file What a data file without a description holds, told from its first rows.

#include "core/data/dataset_info.h"

#include <string>
#include <string_view>
#include <vector>

namespace lorikeet {

/// @param rows texts of rows; only the first few are looked at.
/// @throws Error naming the file and its columns when the form is none that is known.
DatasetDescription sniffRows(const std::vector<std::string_view>& rows, const std::string& file, const std::string& datasetName);

/// Rows with a column `text` and nothing else that counts.
DatasetDescription plainTextDescription(const std::string& name, const std::string& file);

/// Each looks at one row: fills the description and returns true where the form is its own.
bool sniffLlava(const Json& row, DatasetDescription& description);
bool sniffMessages(const Json& row, DatasetDescription& description);
bool sniffAlpaca(const Json& row, DatasetDescription& description);
bool sniffText(const Json& row, DatasetDescription& description);
/// Name of the column that holds pictures: `images` or `image`.
std::optional<std::string> sniffImageColumn(const Json& row);

} // namespace lorikeet
