#pragma once
/// @file The few numbers that stand over the gallery.

#include "core/data/filter/data_view.h"

#include <cstdint>

namespace lorikeet {

struct DataCounts {
    int64_t samples = 0;
    int64_t pictures = 0;          ///< Distinct files.
    int64_t captioned = 0;         ///< Samples with an answer that isn't blank.
    int64_t reviewed = 0;          ///< Accepted or rejected.
    int64_t trainable = 0;         ///< Neither left out nor rejected.
    int64_t trainableAccepted = 0; ///< What remains with "reviewed only".
};
DataCounts countData(const DataView& view);

/// "98 %": whole ones, but never 100 % (0 %) unless it is all (nothing).
int sharePercent(int64_t part, int64_t whole);

} // namespace lorikeet
