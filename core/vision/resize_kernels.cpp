#include "core/vision/resize_kernels.h"

#include <algorithm>
#include <array>
#include <cstring>

// Where the compiler can, the inner loops exist once for AVX2 and once for any x86-64; the loader picks. The results are integers and equal.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define LK_VECTOR_CLONES __attribute__((target_clones("avx2", "default")))
#else
#define LK_VECTOR_CLONES
#endif

namespace lorikeet {
namespace {

/// Rows that the row pass works on together: their bytes lie side by side, so that the inner loop is long and regular.
constexpr int kStripRows = 16;
constexpr int kStripLanes = kStripRows * 3;
constexpr int kColumnBlock = 1024;
constexpr int32_t kHalf = 1 << (kResizeBits - 1);

LK_VECTOR_CLONES void addWeighted(int32_t* sums, const uint8_t* bytes, int32_t weight, int count)
{
    for (int i = 0; i < count; ++i)
        sums[i] += weight * static_cast<int32_t>(bytes[i]);
}

LK_VECTOR_CLONES void weighStrip(uint8_t* result, const uint8_t* strip, const int32_t* weights, int count)
{
    std::array<int32_t, kStripLanes> sums;
    sums.fill(kHalf);
    for (int tap = 0; tap < count; ++tap) {
        const int32_t weight = weights[tap];
        const uint8_t* bytes = strip + static_cast<ptrdiff_t>(tap) * kStripLanes;
        for (int i = 0; i < kStripLanes; ++i)
            sums[static_cast<size_t>(i)] += weight * static_cast<int32_t>(bytes[i]);
    }
    for (int i = 0; i < kStripLanes; ++i)
        result[i] = static_cast<uint8_t>(std::clamp(sums[static_cast<size_t>(i)] >> kResizeBits, 0, 255));
}

LK_VECTOR_CLONES void toBytes(uint8_t* bytes, const int32_t* sums, int count)
{
    for (int i = 0; i < count; ++i)
        bytes[i] = static_cast<uint8_t>(std::clamp(sums[i] >> kResizeBits, 0, 255));
}

Image makeImage(int width, int height)
{
    Image image;
    image.width = width;
    image.height = height;
    image.rgb.resize(static_cast<size_t>(width) * static_cast<size_t>(height) * 3);
    return image;
}

/// Turns up to 16 rows into [width][channel][row]; rows that are absent stay 0.
void gatherStrip(std::vector<uint8_t>& strip, const Image& source, int firstRow, int rows)
{
    for (int r = 0; r < rows; ++r) {
        const uint8_t* from = source.row(firstRow + r);
        uint8_t* to = strip.data() + r;
        const int bytes = source.width * 3;
        for (int i = 0; i < bytes; ++i)
            to[static_cast<ptrdiff_t>(i) * kStripRows] = from[i];
    }
}

} // namespace

Image resizeRows(const Image& source, const ResizeTaps& taps)
{
    const int width = static_cast<int>(taps.spans.size());
    Image result = makeImage(width, source.height);
    std::vector<uint8_t> strip(static_cast<size_t>(source.width) * kStripLanes, 0);
    std::array<uint8_t, kStripLanes> pixels;
    for (int top = 0; top < source.height; top += kStripRows) {
        const int rows = std::min(kStripRows, source.height - top);
        gatherStrip(strip, source, top, rows);
        for (int x = 0; x < width; ++x) {
            const ResizeTaps::Span& span = taps.spans[static_cast<size_t>(x)];
            weighStrip(pixels.data(), strip.data() + static_cast<ptrdiff_t>(span.first) * kStripLanes,
                taps.weights.data() + span.offset, span.count);
            for (int r = 0; r < rows; ++r) {
                uint8_t* to = result.row(top + r) + static_cast<ptrdiff_t>(x) * 3;
                for (int channel = 0; channel < 3; ++channel)
                    to[channel] = pixels[static_cast<size_t>(channel * kStripRows + r)];
            }
        }
    }
    return result;
}

Image resizeColumns(const Image& source, const ResizeTaps& taps)
{
    const int height = static_cast<int>(taps.spans.size());
    Image result = makeImage(source.width, height);
    const int lanes = source.width * 3;
    std::array<int32_t, kColumnBlock> sums;
    for (int y = 0; y < height; ++y) {
        const ResizeTaps::Span& span = taps.spans[static_cast<size_t>(y)];
        for (int begin = 0; begin < lanes; begin += kColumnBlock) {
            const int count = std::min(kColumnBlock, lanes - begin);
            std::fill_n(sums.begin(), count, kHalf);
            for (int tap = 0; tap < span.count; ++tap)
                addWeighted(sums.data(), source.row(span.first + tap) + begin, taps.weights[span.offset + static_cast<size_t>(tap)], count);
            toBytes(result.row(y) + begin, sums.data(), count);
        }
    }
    return result;
}

} // namespace lorikeet
