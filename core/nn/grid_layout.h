#pragma once
/// @file Where the patches of pictures of any size stand, and which of them attend to each other. Engine only.
///
/// P patches of all pictures, in blocks of merge × merge ("cells"), C cells.

#include "core/models/grid_vision_config.h"
#include "core/nn/torch.h"

#include <vector>

namespace lorikeet::nn {

struct GridLayout {
    torch::Tensor positions;            ///< [P, 2] int64: row and column of each patch, in the tower's order
    std::vector<int64_t> pictures;      ///< Patches of each picture.
    std::vector<int64_t> windows;       ///< Patches of each window; empty where there are none.
    torch::Tensor order;                ///< [C] int64: the cell that stands at each place of the tower; undefined = as they come
    torch::Tensor taps, tapWeights;     ///< [P, 4] int64 into the learned positions, and their fp32 weights; undefined where none are learned
};

/// On the CPU. @param grids [N, 3] int64: t, h, w in patches
GridLayout layoutOf(const torch::Tensor& grids, const GridVisionConfig& config);

} // namespace lorikeet::nn
