#pragma once
/// @file Several datasets to one, and a part of one.

#include "core/data/dataset.h"

namespace lorikeet {

/// @param strategy concat, interleave_under (ends with the shortest), interleave_over (until the longest is used up, others begin anew),
/// interleave_once (until all are used up, nothing twice).
/// @param probabilities share of each dataset when interleaving; empty = by turns.
/// @throws Error for an unknown strategy or a wrong number of probabilities.
Dataset mixDatasets(std::vector<Dataset> parts, const std::string& strategy, const std::vector<double>& probabilities);

/// `count` samples by our own seeded rule, in file order; where there are fewer, some come again (their id gets `~2`, `~3` …).
Dataset pickSamples(Dataset dataset, size_t count);

} // namespace lorikeet
