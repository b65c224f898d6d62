#pragma once
/// @file Which tags there are.

#include "core/data/sample.h"

#include <string>
#include <utility>
#include <vector>

namespace lorikeet {

/// A tag and how many samples have it, the most frequent first.
using TagCounts = std::vector<std::pair<std::string, size_t>>;
TagCounts countTags(const std::vector<Sample>& samples);

} // namespace lorikeet
