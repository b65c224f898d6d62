#pragma once
/// @file Samples that must stay on one side of a split, and may be held out.

#include "core/data/sample.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace lorikeet {

/// Samples that share a picture (so do samples that share one with a third), in the order in which groups go to the evaluation side:
/// by FNV-1a(smallest key of the group) stirred with the seed. The order of the file and the machine play no part. Groups with a sample
/// that was moved to training (alwaysTrains) are not listed.
struct SplitGroup {
    uint64_t hash = 0;
    std::string_view key;         ///< Lives as long as the samples.
    std::vector<size_t> members;  ///< Indexes in the list, rising.
};
std::vector<SplitGroup> listSplitGroups(const std::vector<const Sample*>& samples, int64_t seed);

} // namespace lorikeet
