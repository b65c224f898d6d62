#include "core/models/picture_tiles.h"

#include "core/base/error.h"
#include "core/vision/crop.h"

namespace lorikeet {

std::vector<Image> cutTiles(const Image& canvas, int side)
{
    LK_ASSERT(side > 0 && canvas.width % side == 0 && canvas.height % side == 0);
    std::vector<Image> tiles;
    for (int top = 0; top < canvas.height; top += side)
        for (int left = 0; left < canvas.width; left += side)
            tiles.push_back(cutOut(canvas, left, top, side, side));
    return tiles;
}

void appendTiles(const std::vector<Image>& tiles, const PixelTable& table, TileLayout layout, PixelData& pixels)
{
    LK_ASSERT(!tiles.empty());
    const int width = tiles.front().width;
    const int height = tiles.front().height;
    if (pixels.shape.empty())
        pixels.shape = {0, 3, height, width};
    pixels.tileLayout = layout;
    const size_t size = 3 * static_cast<size_t>(width) * static_cast<size_t>(height);
    size_t at = pixels.values.size();
    pixels.values.resize(at + size * tiles.size());
    for (const Image& tile : tiles) {
        LK_ASSERT(tile.width == pixels.shape[3] && tile.height == pixels.shape[2]);
        table.writePlanes(tile, std::span(pixels.values).subspan(at, size));
        at += size;
    }
    pixels.shape[0] += static_cast<int64_t>(tiles.size());
    pixels.tileCounts.push_back(static_cast<int64_t>(tiles.size()));
}

std::string repeated(const std::string& text, int count)
{
    std::string result;
    result.reserve(text.size() * static_cast<size_t>(count));
    for (int i = 0; i < count; ++i)
        result += text;
    return result;
}

} // namespace lorikeet
