#pragma once
/// @file Several samples in one row: which go together, and the row that they make. No torch.

#include "core/models/processor.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace lorikeet {

enum class Packing {
    None,   ///< A row a sample.
    Across, ///< packing: samples of a row see those before them.
    Apart,  ///< neat_packing: every sample sees itself alone.
    Blocks, ///< stage: pt: one long text cut into rows of equal length.
};

/// What the options ask for.
Packing packingOf(const RunOptions& options);

/// Tokens begin … end of a sample.
struct PackPart {
    size_t sample = 0;
    size_t begin = 0, end = 0;
    bool operator==(const PackPart&) const = default;
};
using Pack = std::vector<PackPart>;

/// LLaMA-Factory's greedy knapsack: per thousand samples, each row takes the longest one that still fits until none does.
/// Samples longer than `capacity` are in no row. @param lengths tokens of each sample
std::vector<Pack> packSamples(const std::vector<int64_t>& lengths, int64_t capacity);

/// All samples one after the other, cut every `length` tokens; what is left at the end of each thousand samples is dropped.
std::vector<Pack> packBlocks(const std::vector<int64_t>& lengths, int64_t length);

struct PackedPiece {
    const Encoded* sample = nullptr;
    size_t begin = 0, end = 0;
};

/// One row. Positions restart with every sample (in Blocks they run on); pictures stand in the samples' order. With Apart no sample's first
/// token is learned, as when it stands alone. @param bos with Blocks: what the first token becomes
Encoded joinPacked(std::span<const PackedPiece> pieces, Packing packing, std::optional<TokenId> bos = {});

} // namespace lorikeet
