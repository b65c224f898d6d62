#include "core/vision/headers/headers.h"

namespace lorikeet {

int readExifOrientation(ByteSource& source, uint64_t start)
{
    constexpr uint32_t kOrientationTag = 0x0112;
    constexpr uint32_t kShort = 3;
    const std::string_view mark = source.view(start, 4);
    const bool isBigEndian = mark == std::string_view("MM\0*", 4);
    if (!isBigEndian && mark != std::string_view("II*\0", 4))
        return 1;
    const auto directory = source.number(start + 4, 4, isBigEndian);
    if (!directory)
        return 1;
    const uint64_t at = start + *directory;
    const auto count = source.number(at, 2, isBigEndian);
    for (uint32_t i = 0; count && i < *count; ++i) {
        const uint64_t entry = at + 2 + uint64_t{i} * 12;
        const auto tag = source.number(entry, 2, isBigEndian);
        if (!tag)
            return 1;
        if (*tag != kOrientationTag)
            continue;
        const auto type = source.number(entry + 2, 2, isBigEndian);
        const auto value = source.number(entry + 8, type == kShort ? 2 : 4, isBigEndian);
        return value && *value >= 1 && *value <= 8 ? static_cast<int>(*value) : 1;
    }
    return 1;
}

} // namespace lorikeet
