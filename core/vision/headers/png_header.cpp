#include "core/vision/headers/headers.h"

namespace lorikeet {

bool readPngHeader(ByteSource& source, ImageHeader& header)
{
    constexpr uint32_t kMaxSide = 0x7FFFFFFF;
    const auto width = source.big32(16);
    const auto height = source.big32(20);
    if (source.view(12, 4) != "IHDR" || !width || !height || *width == 0 || *height == 0 || *width > kMaxSide || *height > kMaxSide)
        return false;
    header.storedWidth = static_cast<int>(*width);
    header.storedHeight = static_cast<int>(*height);
    header.isComplete = false;
    for (uint64_t at = 8; !header.isComplete;) {
        const auto length = source.big32(at);
        const std::string_view type = source.view(at + 4, 4);
        if (!length || type.size() < 4)
            break;
        if (type == "IEND")
            header.isComplete = true;
        else if (type == "eXIf")
            header.orientation = readExifOrientation(source, at + 8);
        at += uint64_t{*length} + 12;
    }
    return true;
}

} // namespace lorikeet
