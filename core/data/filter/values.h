#pragma once
/// @file The values of a sample that filters compare and sorting orders by.

#include "core/data/filter/data_view.h"

#include <functional>
#include <limits>
#include <optional>
#include <string_view>

namespace lorikeet {

/// Unknown values are NaN.
using NumberValue = double (*)(const DataView& view, size_t sample);
/// Already folded.
using TextValue = std::string_view (*)(const DataView& view, size_t sample);

/// "tokens", "width" …; null where there is no number of that name.
NumberValue numberValue(std::string_view field);
/// "text", "answer", "question", "system", "file"; null where there is no text of that name.
TextValue foldedValue(std::string_view field);
/// A column's value by its name in small ASCII letters; "" where the sample hasn't got it.
std::string_view columnValue(const Sample& sample, std::string_view name);

} // namespace lorikeet
