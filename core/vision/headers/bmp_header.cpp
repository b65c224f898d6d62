#include "core/vision/headers/headers.h"

#include <cstdlib>

namespace lorikeet {

bool readBmpHeader(ByteSource& source, ImageHeader& header)
{
    const auto dataStart = source.little32(10);
    const auto infoSize = source.little32(14);
    if (!dataStart || !infoSize)
        return false;
    if (*infoSize == 12) { // OS/2
        header.storedWidth = static_cast<int>(source.little16(18).value_or(0));
        header.storedHeight = static_cast<int>(source.little16(20).value_or(0));
    } else {
        // A negative height means rows from the top.
        const auto width = static_cast<int32_t>(source.little32(18).value_or(0));
        const auto height = static_cast<int32_t>(source.little32(22).value_or(0));
        header.storedWidth = width;
        header.storedHeight = height == INT32_MIN ? 0 : std::abs(height);
    }
    if (header.storedWidth <= 0 || header.storedHeight <= 0)
        return false;
    const uint32_t bitsPerPixel = source.little16(*infoSize == 12 ? 24 : 28).value_or(0);
    const uint32_t compression = *infoSize == 12 ? 0 : source.little32(30).value_or(0);
    const uint64_t rowBytes = (uint64_t{bitsPerPixel} * static_cast<uint64_t>(header.storedWidth) + 31) / 32 * 4;
    const bool isPlain = compression == 0 || compression == 3;
    header.isComplete = isPlain ? source.size() >= *dataStart + rowBytes * static_cast<uint64_t>(header.storedHeight)
                                : source.size() >= source.little32(2).value_or(0);
    return true;
}

} // namespace lorikeet
