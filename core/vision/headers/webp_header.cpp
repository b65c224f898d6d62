#include "core/vision/headers/headers.h"

namespace lorikeet {
namespace {

void setSize(ImageHeader& header, uint32_t width, uint32_t height)
{
    header.storedWidth = static_cast<int>(width);
    header.storedHeight = static_cast<int>(height);
}

void readChunkSize(ByteSource& source, std::string_view type, uint64_t body, ImageHeader& header)
{
    if (type == "VP8X") {
        const auto width = source.number(body + 4, 3, false);
        const auto height = source.number(body + 7, 3, false);
        if (width && height)
            setSize(header, *width + 1, *height + 1);
    } else if (type == "VP8 ") {
        const auto width = source.little16(body + 6);
        const auto height = source.little16(body + 8);
        if (source.view(body + 3, 3) == "\x9d\x01\x2a" && width && height)
            setSize(header, *width & 0x3FFF, *height & 0x3FFF);
    } else if (type == "VP8L") {
        const auto bits = source.little32(body + 1);
        if (source.byte(body) == 0x2FU && bits)
            setSize(header, (*bits & 0x3FFF) + 1, ((*bits >> 14) & 0x3FFF) + 1);
    }
}

} // namespace

bool readWebpHeader(ByteSource& source, ImageHeader& header)
{
    const auto riffSize = source.little32(4);
    if (!riffSize)
        return false;
    header.isComplete = source.size() >= uint64_t{*riffSize} + 8;
    for (uint64_t at = 12; at + 8 <= source.size();) {
        const std::string type{source.view(at, 4)};
        const auto length = source.little32(at + 4);
        if (!length || type.size() < 4)
            break;
        if (header.storedWidth == 0)
            readChunkSize(source, type, at + 8, header);
        if (type == "EXIF") {
            // Some writers put JPEG's mark in front of the TIFF header.
            const bool hasMark = source.view(at + 8, 6) == std::string_view("Exif\0\0", 6);
            header.orientation = readExifOrientation(source, at + 8 + (hasMark ? 6U : 0U));
        }
        at += 8 + uint64_t{*length} + (*length & 1U);
    }
    return header.storedWidth > 0 && header.storedHeight > 0;
}

bool isAnimatedWebp(ByteSource& source)
{
    constexpr uint32_t kAnimationFlag = 0x02;
    return source.view(12, 4) == "VP8X" && (source.byte(20).value_or(0) & kAnimationFlag) != 0;
}

} // namespace lorikeet
