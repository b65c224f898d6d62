#pragma once
/// @file A JSON array or JSON Lines cut into the texts of its rows, without parsing them.

#include <string>
#include <string_view>
#include <vector>

namespace lorikeet {

struct RowTexts {
    bool isJsonLines = false;
    std::vector<std::string_view> rows; ///< Into the given bytes; blank lines are no rows.
};

/// @throws Error naming file, line and byte when an array is not UTF-8, is not closed, is nested too deep, or when the file is neither form.
RowTexts splitRows(std::string_view bytes, const std::string& file);

} // namespace lorikeet
