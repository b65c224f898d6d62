#include "core/nn/grid_layout.h"

#include <algorithm>
#include <cmath>

namespace lorikeet::nn {
namespace {

using torch::Tensor;

struct Grid {
    int64_t frames, rows, columns; ///< In patches.
};

std::vector<Grid> gridsOf(const Tensor& tensor, int64_t merge)
{
    TORCH_CHECK(tensor.dim() == 2 && tensor.size(1) == 3, "image_grid_thw must be [pictures, 3], not ", tensor.sizes());
    const auto cpu = tensor.to(torch::kCPU, torch::kLong).contiguous();
    std::vector<Grid> grids;
    for (int64_t i = 0; i < cpu.size(0); ++i) {
        const auto* row = cpu.const_data_ptr<int64_t>() + 3 * i;
        TORCH_CHECK(row[0] > 0 && row[1] > 0 && row[2] > 0 && row[1] % merge == 0 && row[2] % merge == 0, "a picture's grid of ", row[1], " x ", row[2],
            " patches isn't made of whole blocks of ", merge);
        grids.push_back({row[0], row[1], row[2]});
    }
    return grids;
}

/// Calls visit(row, column) for the patches of one frame, block by block.
template <typename Visit>
void eachPatch(const Grid& grid, int64_t merge, const Visit& visit)
{
    for (int64_t row = 0; row < grid.rows; row += merge)
        for (int64_t column = 0; column < grid.columns; column += merge)
            for (int64_t cell = 0; cell < merge * merge; ++cell)
                visit(row + cell / merge, column + cell % merge);
}

Tensor toTensor(const std::vector<int64_t>& values)
{
    return torch::tensor(values, torch::kLong);
}

/// Window by window, row by row inside; fills `order` and the windows' sizes in patches.
void addWindows(const Grid& grid, const GridVisionConfig& config, std::vector<int64_t>& order, std::vector<int64_t>& windows)
{
    const int64_t rows = grid.rows / config.mergeSize, columns = grid.columns / config.mergeSize, side = config.windowSide;
    for (int64_t frame = 0; frame < grid.frames; ++frame) {
        const auto base = static_cast<int64_t>(order.size());
        for (int64_t top = 0; top < rows; top += side)
            for (int64_t left = 0; left < columns; left += side) {
                const int64_t bottom = std::min(top + side, rows), right = std::min(left + side, columns);
                for (int64_t row = top; row < bottom; ++row)
                    for (int64_t column = left; column < right; ++column)
                        order.push_back(base + row * columns + column);
                windows.push_back((bottom - top) * (right - left) * config.cellPatches());
            }
    }
}

/// Neighbours and weight of target `index` of `size` on a line of `side` learned ones, ends meeting ends.
struct Tap {
    int64_t low, high;
    float highWeight;
};

Tap tapOf(int64_t index, int64_t size, int64_t side)
{
    const float source = static_cast<float>(index) * static_cast<float>(side - 1) / static_cast<float>(std::max<int64_t>(size - 1, 1));
    const float floor = std::floor(source);
    const auto low = static_cast<int64_t>(floor);
    return {std::min(low, side - 1), std::min(low + 1, side - 1), source - floor};
}

void addTaps(const Grid& grid, const GridVisionConfig& config, std::vector<int64_t>& taps, std::vector<float>& weights)
{
    const int64_t side = config.positionSide;
    for (int64_t frame = 0; frame < grid.frames; ++frame)
        eachPatch(grid, config.mergeSize, [&](int64_t row, int64_t column) {
            const Tap y = tapOf(row, grid.rows, side), x = tapOf(column, grid.columns, side);
            taps.insert(taps.end(), {y.low * side + x.low, y.low * side + x.high, y.high * side + x.low, y.high * side + x.high});
            const float top = 1.0F - y.highWeight, left = 1.0F - x.highWeight;
            weights.insert(weights.end(), {top * left, top * x.highWeight, y.highWeight * left, y.highWeight * x.highWeight});
        });
}

} // namespace

GridLayout layoutOf(const Tensor& tensor, const GridVisionConfig& config)
{
    GridLayout layout;
    std::vector<int64_t> positions, order, taps;
    std::vector<float> weights;
    for (const Grid& grid : gridsOf(tensor, config.mergeSize)) {
        for (int64_t frame = 0; frame < grid.frames; ++frame) {
            eachPatch(grid, config.mergeSize, [&](int64_t row, int64_t column) { positions.insert(positions.end(), {row, column}); });
            layout.pictures.push_back(grid.rows * grid.columns);
        }
        if (config.windowSide > 0)
            addWindows(grid, config, order, layout.windows);
        if (config.positionSide > 0)
            addTaps(grid, config, taps, weights);
    }
    layout.positions = toTensor(positions).view({-1, 2});
    if (config.windowSide > 0) {
        layout.order = toTensor(order);
        layout.positions = layout.positions.view({-1, config.cellPatches() * 2}).index_select(0, layout.order).view({-1, 2});
    }
    if (config.positionSide > 0) {
        layout.taps = toTensor(taps).view({-1, 4});
        layout.tapWeights = torch::tensor(weights, torch::kFloat).view({-1, 4});
    }
    return layout;
}

} // namespace lorikeet::nn
