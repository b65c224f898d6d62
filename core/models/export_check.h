#pragma once
/// @file Proof that an exported folder answers as the model in memory did. Engine only.

#include "core/models/builders.h"

#include <cstdint>
#include <vector>

namespace lorikeet {

/// Greedy answers, `tokens` ids each, to fixed prompts: plain ids, and for a model that sees pictures a drawn picture before them.
/// The same for the same weights, in any process.
std::vector<std::vector<int64_t>> greedyAnswers(LoadedModel& loaded, int64_t tokens = 12);

} // namespace lorikeet
