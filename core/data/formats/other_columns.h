#pragma once
/// @file Columns of a row that are no part of its conversation, as Sample::columns keeps them: values as text, from which their JSON comes back.
///
/// Numbers, true, false, lists and objects are kept as their JSON; a text as it is, or in quotation marks where it would be taken for JSON. Where a value
/// is too long to be kept, "" stands for it: exports say so.

#include "core/base/json.h"
#include "core/data/sample.h"

#include <functional>
#include <string>
#include <string_view>

namespace lorikeet {

// Columns of all samples stay in memory.
inline constexpr size_t kMaxColumns = 64;             ///< Of a row, and of a file that is written.
inline constexpr size_t kMaxColumnBytes = 1024;       ///< Of a value.
inline constexpr size_t kMaxColumnsBytes = 4096;      ///< Of all values of a row.
inline constexpr size_t kMaxColumnNameBytes = 64;
inline constexpr const char* kFurtherColumns = "…";   ///< Stands for columns beyond the number, or with longer names.

/// Keeps what the row has; `isTaken` tells of columns that were read already.
void readOtherColumns(const Json& row, const std::function<bool(const std::string&)>& isTaken, Sample& sample);

/// A kept value as people read and filters compare it.
std::string_view columnText(std::string_view kept);
/// A kept value as it was in the row.
OrderedJson columnJson(const std::string& kept);
/// The kept value of a column; null where the sample hasn't got it.
const std::string* findColumn(const Sample& sample, std::string_view name);

} // namespace lorikeet
