#include "core/models/llava_next/tiles.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace lorikeet {
namespace {

/// int(round(x, 7)) as Python has it: by the decimal digits, not by a multiplication.
int roundedAtSeven(double x)
{
    char digits[64];
    std::snprintf(digits, sizeof digits, "%.7f", x);
    return static_cast<int>(std::strtod(digits, nullptr));
}

} // namespace

Size bestResolution(Size picture, const std::vector<Size>& resolutions)
{
    Size best;
    int64_t mostKept = 0;
    int64_t leastWaste = 0;
    const int64_t own = int64_t{picture.width} * picture.height;
    for (const Size& size : resolutions) {
        const double scale = std::min(static_cast<double>(size.width) / picture.width, static_cast<double>(size.height) / picture.height);
        const auto width = static_cast<int64_t>(picture.width * scale);
        const auto height = static_cast<int64_t>(picture.height * scale);
        const int64_t kept = std::min(width * height, own);
        const int64_t waste = int64_t{size.width} * size.height - kept;
        if (kept > mostKept || (kept == mostKept && kept > 0 && waste < leastWaste)) {
            mostKept = kept;
            leastWaste = waste;
            best = size;
        }
    }
    return best;
}

AnyresLayout layOutTiles(Size picture, const std::vector<Size>& resolutions, int tileSide, int patchesPerSide)
{
    AnyresLayout layout;
    layout.canvas = bestResolution(picture, resolutions);
    if (layout.canvas.width == 0)
        return layout;
    const double scaleX = static_cast<double>(layout.canvas.width) / picture.width;
    const double scaleY = static_cast<double>(layout.canvas.height) / picture.height;
    if (scaleX < scaleY)
        layout.resized = {layout.canvas.width, std::min(static_cast<int>(std::ceil(picture.height * scaleX)), layout.canvas.height)};
    else
        layout.resized = {std::min(static_cast<int>(std::ceil(picture.width * scaleY)), layout.canvas.width), layout.canvas.height};
    layout.rows = layout.canvas.height / tileSide;
    layout.columns = layout.canvas.width / tileSide;

    layout.keptHeight = layout.rows * patchesPerSide;
    layout.keptWidth = layout.columns * patchesPerSide;
    const double aspect = static_cast<double>(picture.width) / picture.height;
    if (aspect > static_cast<double>(layout.keptWidth) / layout.keptHeight) {
        const int height = roundedAtSeven(picture.height * (static_cast<double>(layout.keptWidth) / picture.width));
        layout.keptTop = (layout.keptHeight - height) / 2;
        layout.keptHeight -= 2 * layout.keptTop;
    } else {
        const int width = roundedAtSeven(picture.width * (static_cast<double>(layout.keptHeight) / picture.height));
        layout.keptLeft = (layout.keptWidth - width) / 2;
        layout.keptWidth -= 2 * layout.keptLeft;
    }
    return layout;
}

} // namespace lorikeet
