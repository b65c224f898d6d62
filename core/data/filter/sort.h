#pragma once
/// @file Orders in which samples are shown.

#include "core/base/text.h"
#include "core/data/filter/data_view.h"

#include <string>
#include <vector>

namespace lorikeet {

struct SortOrder {
    std::string field; ///< A name of sortFields(), or `column.NAME`; "" = the data's own order.
    bool isDescending = false;

    bool operator==(const SortOrder&) const = default;
};

struct SortField {
    std::string name;
    Text title; ///< "File name"
};
const std::vector<SortField>& sortFields();

/// Puts rows (indexes of samples) in order; stable, also when descending; samples of which the value isn't known come last. File names and
/// columns are compared as people number them. @throws Error for an unknown field.
void sortRows(const DataView& view, const SortOrder& order, std::vector<uint32_t>& rows);

} // namespace lorikeet
