#include "core/vision/orientation.h"

#include <algorithm>

namespace lorikeet {

Image makeUpright(Image image, int orientation)
{
    if (orientation <= 1 || orientation > 8)
        return image;
    // Upright (x, y) shows stored (column, row); 5..8 swap the axes first.
    const bool isSwapped = orientation >= 5;
    const bool isMirroredX = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    const bool isMirroredY = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    Image result{isSwapped ? image.height : image.width, isSwapped ? image.width : image.height, {}};
    result.rgb.resize(image.rgb.size());
    uint8_t* to = result.rgb.data();
    for (int y = 0; y < result.height; ++y) {
        for (int x = 0; x < result.width; ++x) {
            int column = isSwapped ? y : x;
            int row = isSwapped ? x : y;
            if (isMirroredX)
                column = image.width - 1 - column;
            if (isMirroredY)
                row = image.height - 1 - row;
            to = std::copy_n(image.row(row) + static_cast<ptrdiff_t>(column) * 3, 3, to);
        }
    }
    return result;
}

} // namespace lorikeet
