#pragma once
/// @file An 8-bit RGB picture in memory.

#include <cstddef>
#include <cstdint>
#include <vector>

namespace lorikeet {

/// rgb [height, width, 3] uint8, rows without padding.
struct Image {
    int width = 0;
    int height = 0;
    std::vector<uint8_t> rgb;

    bool empty() const { return rgb.empty(); }
    const uint8_t* row(int y) const { return rgb.data() + static_cast<size_t>(y) * static_cast<size_t>(width) * 3; }
    uint8_t* row(int y) { return rgb.data() + static_cast<size_t>(y) * static_cast<size_t>(width) * 3; }
};

} // namespace lorikeet
