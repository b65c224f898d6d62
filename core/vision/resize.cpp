#include "core/vision/resize.h"

#include "core/base/error.h"
#include "core/vision/resize_kernels.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace lorikeet {
namespace {

struct Filter {
    double support; ///< Half width in output pixels.
    double (*weight)(double x);
};

double triangle(double x)
{
    x = std::abs(x);
    return x < 1.0 ? 1.0 - x : 0.0;
}

double cubic(double x)
{
    constexpr double a = -0.5;
    x = std::abs(x);
    if (x < 1.0)
        return ((a + 2.0) * x - (a + 3.0)) * x * x + 1;
    if (x < 2.0)
        return (((x - 5) * x + 8) * x - 4) * a;
    return 0.0;
}

double sinc(double x)
{
    if (x == 0.0)
        return 1.0;
    x *= std::numbers::pi;
    return std::sin(x) / x;
}

double lanczos3(double x)
{
    return -3.0 <= x && x < 3.0 ? sinc(x) * sinc(x / 3) : 0.0;
}

Filter filterOf(Resample resample)
{
    switch (resample) {
    case Resample::Lanczos:
        return {3.0, lanczos3};
    case Resample::Bicubic:
        return {2.0, cubic};
    case Resample::Bilinear:
    case Resample::Nearest:
        break;
    }
    return {1.0, triangle};
}

/// Weights are normalised in double and rounded away from zero at the half, as Pillow does.
ResizeTaps makeTaps(int from, int to, const Filter& filter)
{
    const double scale = static_cast<double>(from) / to;
    const double filterScale = std::max(scale, 1.0);
    const double support = filter.support * filterScale;
    const double inverse = 1.0 / filterScale;
    ResizeTaps taps;
    taps.spans.reserve(static_cast<size_t>(to));
    std::vector<double> weights;
    for (int i = 0; i < to; ++i) {
        const double centre = (i + 0.5) * scale;
        const int first = std::max(static_cast<int>(centre - support + 0.5), 0);
        const int last = std::min(static_cast<int>(centre + support + 0.5), from);
        weights.clear();
        double sum = 0.0;
        for (int x = first; x < last; ++x) {
            weights.push_back(filter.weight((x - centre + 0.5) * inverse));
            sum += weights.back();
        }
        taps.spans.push_back({first, last - first, taps.weights.size()});
        for (double weight : weights) {
            const double fixed = (sum != 0.0 ? weight / sum : weight) * (1 << kResizeBits);
            taps.weights.push_back(static_cast<int32_t>(fixed < 0 ? fixed - 0.5 : fixed + 0.5));
        }
    }
    return taps;
}

Image resizeNearest(const Image& source, int width, int height)
{
    // The position is summed up, not multiplied: the rounding of the sum decides at the edges.
    const auto positions = [](int from, int to) {
        const double step = static_cast<double>(from) / to;
        std::vector<int> result;
        double at = step * 0.5;
        for (int i = 0; i < to; ++i, at += step)
            result.push_back(std::min(static_cast<int>(at), from - 1));
        return result;
    };
    const std::vector<int> columns = positions(source.width, width);
    const std::vector<int> rows = positions(source.height, height);
    Image result{width, height, std::vector<uint8_t>(static_cast<size_t>(width) * static_cast<size_t>(height) * 3)};
    uint8_t* to = result.rgb.data();
    for (int y : rows) {
        const uint8_t* line = source.row(y);
        for (int x : columns)
            to = std::copy_n(line + static_cast<ptrdiff_t>(x) * 3, 3, to);
    }
    return result;
}

} // namespace

Image resizeLikePillow(const Image& source, int width, int height, Resample resample)
{
    LK_ASSERT(source.width > 0 && source.height > 0 && width > 0 && height > 0);
    if (source.width == width && source.height == height)
        return source;
    if (resample == Resample::Nearest)
        return resizeNearest(source, width, height);
    const Filter filter = filterOf(resample);
    const auto rowPass = [&](const Image& image) {
        return image.width == width ? image : resizeRows(image, makeTaps(image.width, width, filter));
    };
    const auto columnPass = [&](const Image& image) {
        return image.height == height ? image : resizeColumns(image, makeTaps(image.height, height, filter));
    };
    // Each pass rounds to 8 bits, so the order decides pixels; this is Pillow 13's (measured, not documented).
    const bool isHeightFirst = height < source.height && source.height - height > 2 * (source.width - width);
    return isHeightFirst ? rowPass(columnPass(source)) : columnPass(rowPass(source));
}

Size preResizedSize(Size size, int64_t maxPixels, int64_t minPixels)
{
    const auto scaled = [](Size s, int64_t pixels) {
        const double factor = std::sqrt(static_cast<double>(pixels) / static_cast<double>(int64_t{s.width} * s.height));
        return Size{std::max(1, static_cast<int>(s.width * factor)), std::max(1, static_cast<int>(s.height * factor))};
    };
    const auto area = [](Size s) { return int64_t{s.width} * s.height; };
    if (maxPixels > 0 && area(size) > maxPixels)
        size = scaled(size, maxPixels);
    if (minPixels > 0 && area(size) > 0 && area(size) < minPixels)
        size = scaled(size, minPixels);
    return size;
}

} // namespace lorikeet
