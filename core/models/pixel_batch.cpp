#include "core/models/pixel_batch.h"

#include <algorithm>
#include <numeric>

namespace lorikeet {
namespace {

/// How many rows of the pixels stand together: a picture's tiles, a sample's tiles, or all of them.
std::vector<int64_t> groupsOf(const PixelData& pixels, TileLayout layout)
{
    if (layout == TileLayout::PerPicture)
        return pixels.tileCounts;
    return {pixels.empty() ? 0 : pixels.shape.front()};
}

/// Everything after the first axis must agree. @returns the shape of one row
std::vector<int64_t> rowShape(const std::vector<const PixelData*>& samples)
{
    std::vector<int64_t> shape;
    for (const PixelData* pixels : samples) {
        if (pixels->empty())
            continue;
        const std::vector<int64_t> own(pixels->shape.begin() + 1, pixels->shape.end());
        TORCH_CHECK(shape.empty() || shape == own, "pictures of one batch differ in shape");
        shape = own;
    }
    return shape;
}

} // namespace

torch::Tensor stackPixels(const std::vector<const PixelData*>& samples)
{
    auto shape = rowShape(samples);
    if (shape.empty())
        return {};
    const auto rowSize = static_cast<size_t>(std::accumulate(shape.begin(), shape.end(), int64_t{1}, std::multiplies<>()));
    const auto first = std::find_if(samples.begin(), samples.end(), [](const PixelData* pixels) { return !pixels->empty(); });
    const TileLayout layout = (*first)->tileLayout;
    int64_t groups = 0, rows = 0, most = 0;
    for (const PixelData* pixels : samples) {
        for (const int64_t count : groupsOf(*pixels, layout)) {
            ++groups;
            rows += count;
            most = std::max(most, count);
        }
    }
    if (layout == TileLayout::None)
        shape.insert(shape.begin(), rows);
    else
        shape.insert(shape.begin(), {groups, most});
    auto tensor = torch::empty(shape, torch::kFloat32);
    auto* out = tensor.mutable_data_ptr<float>();
    for (const PixelData* pixels : samples) {
        const float* from = pixels->values.data();
        for (const int64_t count : groupsOf(*pixels, layout)) {
            const size_t size = static_cast<size_t>(count) * rowSize;
            out = std::copy_n(from, size, out);
            from += size;
            if (layout != TileLayout::None)
                out = std::fill_n(out, static_cast<size_t>(most - count) * rowSize, 0.0F);
        }
    }
    return tensor;
}

} // namespace lorikeet
