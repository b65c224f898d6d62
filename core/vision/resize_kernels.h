#pragma once
/// @file The two passes of a separable resize on 8-bit RGB, in 22-bit fixed point.

#include "core/vision/image.h"

#include <cstdint>
#include <vector>

namespace lorikeet {

/// For each output position: the first input position, how many are weighed, and their weights.
struct ResizeTaps {
    struct Span {
        int first = 0;
        int count = 0;
        size_t offset = 0; ///< Into `weights`.
    };
    std::vector<Span> spans;
    std::vector<int32_t> weights; ///< Sum about 2^22 a span.
};

inline constexpr int kResizeBits = 22;

/// Every row of `source` to taps.spans.size() pixels.
Image resizeRows(const Image& source, const ResizeTaps& taps);
/// Every column of `source` to taps.spans.size() pixels.
Image resizeColumns(const Image& source, const ResizeTaps& taps);

} // namespace lorikeet
