#include "core/vision/headers/headers.h"

#include <algorithm>

namespace lorikeet {
namespace {

bool hasNoLength(uint32_t marker)
{
    return marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8);
}

bool isFrameHeader(uint32_t marker)
{
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

/// EOI after the scan began. Trailing bytes (a phone's video, a second picture) are no fault, so a miss in the tail is looked for in front.
bool hasEndMarker(ByteSource& source, uint64_t scanStart)
{
    constexpr std::string_view kEnd = "\xFF\xD9";
    constexpr uint64_t kTail = 4096;
    const uint64_t size = source.size();
    const uint64_t tailStart = std::max(scanStart, size > kTail ? size - kTail : 0);
    if (source.view(tailStart, kTail).find(kEnd) != std::string_view::npos)
        return true;
    for (uint64_t at = scanStart; at + 1 < size; at += ByteSource::kWindow - 1) {
        if (source.view(at, ByteSource::kWindow).find(kEnd) != std::string_view::npos)
            return true;
    }
    return false;
}

void readApp1(ByteSource& source, uint64_t body, uint32_t length, ImageHeader& header, bool& hasExif)
{
    constexpr std::string_view kExif("Exif\0\0", 6);
    if (!hasExif && length >= kExif.size() && source.view(body, kExif.size()) == kExif) {
        header.orientation = readExifOrientation(source, body + kExif.size());
        hasExif = true;
    }
}

} // namespace

bool readJpegHeader(ByteSource& source, ImageHeader& header)
{
    bool hasExif = false;
    uint64_t at = 2;
    while (true) {
        const auto mark = source.byte(at);
        const auto marker = source.byte(at + 1);
        if (!mark || !marker) {
            header.isComplete = false;
            return header.storedWidth > 0;
        }
        if (*mark != 0xFF || *marker == 0xFF || *marker == 0x00) {
            ++at; // Stray or fill bytes between segments.
            continue;
        }
        at += 2;
        if (hasNoLength(*marker))
            continue;
        if (*marker == 0xD9)
            return header.storedWidth > 0;
        const auto length = source.big16(at);
        if (!length || *length < 2) {
            header.isComplete = false;
            return header.storedWidth > 0;
        }
        if (isFrameHeader(*marker) && header.storedWidth == 0) {
            header.storedHeight = static_cast<int>(source.big16(at + 3).value_or(0));
            header.storedWidth = static_cast<int>(source.big16(at + 5).value_or(0));
        } else if (*marker == 0xE1) {
            readApp1(source, at + 2, *length - 2, header, hasExif);
        } else if (*marker == 0xDA) {
            header.isComplete = hasEndMarker(source, at + *length);
            return header.storedWidth > 0;
        }
        at += *length;
    }
}

} // namespace lorikeet
