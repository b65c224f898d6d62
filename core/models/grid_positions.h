#pragma once
/// @file Positions in time, row and column of text with pictures in it.

#include <array>
#include <cstdint>
#include <vector>

namespace lorikeet {

/// [3][T]: text counts on with all three axes equal; the tokens of a picture stand at its rows and columns counted from the position that
/// would come next, and text after it goes on behind the larger of both.
/// @param grids t, h, w in patches, a picture each, in reading order; one token stands for mergeSize × mergeSize patches
/// @throws Error saying which picture, where a grid and the image tokens in a row disagree.
std::vector<std::vector<int64_t>> gridPositions(const std::vector<int32_t>& ids, int64_t imageToken, const std::vector<std::array<int64_t, 3>>& grids, int64_t mergeSize);

} // namespace lorikeet
