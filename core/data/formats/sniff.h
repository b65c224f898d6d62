#pragma once
/// @file What a data file without a description holds, told from its first rows.

#include "core/data/dataset_info.h"
#include "core/data/formats/data_file.h"
#include "core/data/formats/row_reader.h"

#include <string>
#include <vector>

namespace lorikeet {

/// How rows are read that nobody described. Further rows may have columns and roles that the first ones lack.
struct FoundDescription {
    DatasetDescription description;
    RowRules rules;
};

/// @param rows the first few. @param source gets the format's name, and of a table the columns and what they are taken for.
/// @throws Error naming the file and its columns when the form is none that is known.
FoundDescription sniffRows(const std::vector<Json>& rows, const FileForm& form, const DataFile& file, DatasetSource& source);

/// Rows with a column `text` and nothing else that counts.
DatasetDescription plainTextDescription(const std::string& name, const std::string& file);

/// Each looks at one row: fills the description and returns true where the form is its own.
bool sniffLlava(const Json& row, DatasetDescription& description);
bool sniffMessages(const Json& row, DatasetDescription& description);
bool sniffAlpaca(const Json& row, DatasetDescription& description);
/// Columns of preference pairs; true where the row is one.
bool sniffPair(const Json& row, DatasetDescription& description);
/// Name of the column that holds pictures: `images` or `image`.
std::optional<std::string> sniffImageColumn(const Json& row);

} // namespace lorikeet
