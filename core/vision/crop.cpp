#include "core/vision/crop.h"

#include <algorithm>

namespace lorikeet {

Image cutOut(const Image& source, int left, int top, int width, int height)
{
    Image result{width, height, std::vector<uint8_t>(static_cast<size_t>(width) * static_cast<size_t>(height) * 3)};
    const int from = std::max(0, -left);
    const int to = std::min(width, source.width - left);
    if (to <= from)
        return result;
    const int firstRow = std::max(0, -top);
    const int endRow = std::min(height, source.height - top);
    for (int y = firstRow; y < endRow; ++y)
        std::copy_n(source.row(y + top) + static_cast<size_t>(from + left) * 3, static_cast<size_t>(to - from) * 3, result.row(y) + static_cast<size_t>(from) * 3);
    return result;
}

} // namespace lorikeet
