#pragma once
/// @file From encoded samples to one padded batch.

#include "core/models/causal_lm.h"
#include "core/models/processor.h"

#include <cstdint>
#include <span>

namespace lorikeet {

/// Pads right with padId, label -100 and mask 0; pixels of all samples are concatenated in order. A packed row is one of `samples`.
/// @param indices what Batch::sampleIndices shall hold, one a sample (of a packed row: one for each of its samples).
Batch collate(std::span<const Encoded* const> samples, std::span<const int64_t> indices, TokenId padId);

/// Labels that take part in the loss: all but the first position that differ from -100 (labels are shifted by one).
int64_t learnedAfterShift(const Encoded& sample);

/// The same batch on another device (unchanged where it already lies there).
Batch toDevice(Batch batch, const torch::Device& device);

} // namespace lorikeet
