#include "core/models/grid_positions.h"

#include "core/base/error.h"

#include <algorithm>

namespace lorikeet {
namespace {

/// Image tokens that follow each other from `begin`.
int64_t runLength(const std::vector<int32_t>& ids, size_t begin, int64_t imageToken)
{
    const auto first = ids.begin() + static_cast<std::ptrdiff_t>(begin);
    return std::find_if(first, ids.end(), [&](int32_t id) { return id != imageToken; }) - first;
}

[[noreturn]] void mismatch(size_t picture, int64_t wanted, int64_t found)
{
    throw Error(Text(LK_TEXT("Picture %1 of the sample takes %2 image tokens, but %3 stand in its place."), picture, wanted, found),
        Text(LK_TEXT("Write one placeholder for each picture, with the tokenizer and preprocessor_config.json that belong to the model.")));
}

} // namespace

std::vector<std::vector<int64_t>> gridPositions(const std::vector<int32_t>& ids, int64_t imageToken, const std::vector<std::array<int64_t, 3>>& grids, int64_t mergeSize)
{
    std::vector<std::vector<int64_t>> axes(3);
    for (auto& axis : axes)
        axis.reserve(ids.size());
    const auto push = [&](int64_t t, int64_t h, int64_t w) {
        axes[0].push_back(t);
        axes[1].push_back(h);
        axes[2].push_back(w);
    };
    int64_t next = 0;
    size_t picture = 0;
    for (size_t i = 0; i < ids.size();) {
        if (ids[i] != imageToken) {
            push(next, next, next);
            ++next;
            ++i;
            continue;
        }
        const int64_t found = runLength(ids, i, imageToken);
        if (picture == grids.size())
            mismatch(picture + 1, 0, found);
        const auto& grid = grids[picture++];
        const int64_t times = grid[0], rows = grid[1] / mergeSize, columns = grid[2] / mergeSize;
        if (found < times * rows * columns)
            mismatch(picture, times * rows * columns, found);
        for (int64_t t = 0; t < times; ++t)
            for (int64_t h = 0; h < rows; ++h)
                for (int64_t w = 0; w < columns; ++w)
                    push(next + t, next + h, next + w);
        next += std::max(rows, columns);
        i += static_cast<size_t>(times * rows * columns);
    }
    if (picture < grids.size())
        mismatch(picture + 1, grids[picture][0] * (grids[picture][1] / mergeSize) * (grids[picture][2] / mergeSize), 0);
    return axes;
}

} // namespace lorikeet
