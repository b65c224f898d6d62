#include "core/vision/headers/headers.h"

#include <algorithm>

namespace lorikeet {
namespace {

uint64_t colourTableBytes(uint32_t flags)
{
    return (flags & 0x80) != 0 ? uint64_t{3} << ((flags & 7) + 1) : 0;
}

/// Past the sub-blocks at `at` and their terminator; nullopt where the file ends first.
std::optional<uint64_t> skipBlocks(ByteSource& source, uint64_t at)
{
    while (const auto length = source.byte(at)) {
        at += 1 + *length;
        if (*length == 0)
            return at;
    }
    return std::nullopt;
}

} // namespace

bool readGifHeader(ByteSource& source, ImageHeader& header)
{
    const auto width = source.little16(6);
    const auto height = source.little16(8);
    const auto flags = source.byte(10);
    if (!width || !height || !flags)
        return false;
    header.storedWidth = static_cast<int>(*width);
    header.storedHeight = static_cast<int>(*height);
    header.isComplete = false;
    std::optional<uint64_t> at = 13 + colourTableBytes(*flags);
    while (at) {
        const auto kind = source.byte(*at);
        if (kind == 0x21U) {
            at = skipBlocks(source, *at + 2);
        } else if (kind == 0x2CU) {
            const uint32_t right = source.little16(*at + 1).value_or(0) + source.little16(*at + 5).value_or(0);
            const uint32_t bottom = source.little16(*at + 3).value_or(0) + source.little16(*at + 7).value_or(0);
            // A first frame that is larger than the screen enlarges the picture.
            header.storedWidth = std::max(header.storedWidth, static_cast<int>(right));
            header.storedHeight = std::max(header.storedHeight, static_cast<int>(bottom));
            const uint64_t data = *at + 10 + colourTableBytes(source.byte(*at + 9).value_or(0)) + 1;
            header.isComplete = skipBlocks(source, data).has_value();
            break;
        } else {
            break;
        }
    }
    return header.storedWidth > 0 && header.storedHeight > 0;
}

} // namespace lorikeet
