#include "core/vision/headers/headers.h"

namespace lorikeet {
namespace {

constexpr uint32_t kShort = 3;

struct Entry {
    uint32_t type = 0;
    uint32_t count = 0;
    uint64_t valueAt = 0; ///< Where the values stand.
};

/// Reads one directory entry's place; small values stand in the entry itself.
std::optional<Entry> readEntry(ByteSource& source, uint64_t at, bool isBigEndian)
{
    const auto type = source.number(at + 2, 2, isBigEndian);
    const auto count = source.number(at + 4, 4, isBigEndian);
    const auto place = source.number(at + 8, 4, isBigEndian);
    if (!type || !count || !place)
        return std::nullopt;
    const uint64_t bytes = uint64_t{*count} * (*type == kShort ? 2 : 4);
    return Entry{*type, *count, bytes <= 4 ? at + 8 : uint64_t{*place}};
}

std::optional<uint32_t> valueAt(ByteSource& source, const Entry& entry, uint32_t index, bool isBigEndian)
{
    const size_t size = entry.type == kShort ? 2 : 4;
    return source.number(entry.valueAt + uint64_t{index} * size, size, isBigEndian);
}

/// Whether every strip or tile ends inside the file.
bool isDataInside(ByteSource& source, const Entry& offsets, const Entry& counts, bool isBigEndian)
{
    for (uint32_t i = 0; i < offsets.count && i < counts.count; ++i) {
        const auto offset = valueAt(source, offsets, i, isBigEndian);
        const auto count = valueAt(source, counts, i, isBigEndian);
        if (!offset || !count || uint64_t{*offset} + *count > source.size())
            return false;
    }
    return true;
}

} // namespace

bool readTiffHeader(ByteSource& source, ImageHeader& header)
{
    const bool isBigEndian = source.view(0, 2) == "MM";
    const auto directory = source.number(4, 4, isBigEndian);
    const auto count = directory ? source.number(*directory, 2, isBigEndian) : std::nullopt;
    if (!count) {
        header.isComplete = false;
        return false;
    }
    std::optional<Entry> offsets, counts;
    for (uint32_t i = 0; i < *count; ++i) {
        const uint64_t at = uint64_t{*directory} + 2 + uint64_t{i} * 12;
        const auto tag = source.number(at, 2, isBigEndian);
        const auto entry = readEntry(source, at, isBigEndian);
        if (!tag || !entry) {
            header.isComplete = false;
            break;
        }
        const uint32_t value = valueAt(source, *entry, 0, isBigEndian).value_or(0);
        if (*tag == 256 && value <= INT32_MAX)
            header.storedWidth = static_cast<int>(value);
        else if (*tag == 257 && value <= INT32_MAX)
            header.storedHeight = static_cast<int>(value);
        else if (*tag == 274 && value >= 1 && value <= 8)
            header.orientation = static_cast<int>(value);
        else if (*tag == 273 || *tag == 324)
            offsets = entry;
        else if (*tag == 279 || *tag == 325)
            counts = entry;
    }
    if (offsets && counts && !isDataInside(source, *offsets, *counts, isBigEndian))
        header.isComplete = false;
    return header.storedWidth > 0 && header.storedHeight > 0;
}

} // namespace lorikeet
