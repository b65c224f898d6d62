#include "core/data/doctor/tiny_compare.h"

#include "core/vision/picture_facts.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace lorikeet {
namespace {

constexpr int kSide = kTinyLumaSide;
constexpr int kBlocks = 8; ///< A row and a column.
/// What a crop may take at one end, in steps of a third of a tiny pixel (1 %); a bit more than 5 %.
constexpr int kSteps = 6;
constexpr float kStep = static_cast<float>(kSide) * 0.01F;

constexpr float kHopeless = 14;      ///< Mean difference of rows or columns above which pictures aren't the same.
constexpr float kHopelessBlock = 40; ///< Likewise of a block.

using Profile = std::array<float, kSide>;
/// Where a line begins and ends inside the other picture, in its pixels.
struct Window {
    float begin = 0;
    float end = static_cast<float>(kSide);
};

const uint8_t* bytesOf(const std::string& tiny)
{
    return reinterpret_cast<const uint8_t*>(tiny.data());
}

Profile profileOf(const std::string& tiny, bool isOfRows)
{
    const uint8_t* luma = bytesOf(tiny);
    Profile profile{};
    for (int y = 0; y < kSide; ++y)
        for (int x = 0; x < kSide; ++x)
            profile[static_cast<size_t>(isOfRows ? y : x)] += static_cast<float>(luma[y * kSide + x]) / kSide;
    return profile;
}

/// From which pixels of a line, and with which weights, the pixels of its window are made.
struct Taps {
    std::array<int, kSide> first{};
    std::array<float, kSide> second{}; ///< Weight of the pixel behind `first`.
};

Taps tapsOf(const Window& window, int count)
{
    Taps taps;
    const float scale = static_cast<float>(count) / kSide;
    const float step = (window.end - window.begin) / kSide;
    for (int i = 0; i < count; ++i) {
        const float centre = (window.begin * scale + (static_cast<float>(i) + 0.5F) * step) - 0.5F;
        const float clamped = std::clamp(centre, 0.0F, static_cast<float>(count - 1) - 0.001F);
        taps.first[static_cast<size_t>(i)] = static_cast<int>(clamped);
        taps.second[static_cast<size_t>(i)] = clamped - std::floor(clamped);
    }
    return taps;
}

/// A window that a crop may have left, with its taps in a line of luma.
struct Candidate {
    Window window;
    Taps taps;
};

const std::vector<Candidate>& candidates()
{
    static const std::vector<Candidate> all = [] {
        std::vector<Candidate> list;
        for (int left = 0; left <= kSteps; ++left)
            for (int right = 0; right <= kSteps; ++right) {
                const Window window{static_cast<float>(left) * kStep, static_cast<float>(kSide) - static_cast<float>(right) * kStep};
                list.push_back({window, tapsOf(window, kSide)});
            }
        return list;
    }();
    return all;
}

float differenceOf(const Profile& whole, const Taps& taps, const Profile& part)
{
    float sum = 0;
    for (size_t i = 0; i < kSide; ++i) {
        const auto first = static_cast<size_t>(taps.first[i]);
        sum += std::abs(whole[first] + (whole[first + 1] - whole[first]) * taps.second[i] - part[i]);
    }
    return sum / kSide;
}

struct Fit {
    Window window;
    float difference = 255;
};

/// The window of `whole` that is most like `part`.
Fit bestFit(const Profile& whole, const Profile& part)
{
    Fit best;
    for (const Candidate& candidate : candidates()) {
        const float difference = differenceOf(whole, candidate.taps, part);
        if (difference < best.difference)
            best = {candidate.window, difference};
    }
    return best;
}

/// What each pixel may be when the grid of pixels lies half a pixel to any side: an edge is no difference then, a thing still is.
struct Range {
    std::vector<uint8_t> least, most;
};

Range rangeOf(const uint8_t* plane, int side)
{
    const auto count = static_cast<size_t>(side * side);
    Range range{std::vector<uint8_t>(plane, plane + count), std::vector<uint8_t>(plane, plane + count)};
    for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; ++x) {
            const auto at = static_cast<size_t>(y * side + x);
            for (int dy = -1; dy <= 1; ++dy)
                for (int dx = -1; dx <= 1; ++dx) {
                    if (y + dy < 0 || y + dy >= side || x + dx < 0 || x + dx >= side)
                        continue;
                    const auto half = static_cast<uint8_t>((plane[at] + plane[(y + dy) * side + x + dx]) / 2);
                    range.least[at] = std::min(range.least[at], half);
                    range.most[at] = std::max(range.most[at], half);
                }
        }
    return range;
}

/// A plane seen through a window, at one place.
float valueAt(const std::vector<uint8_t>& plane, int side, const Taps& across, const Taps& down, int x, int y)
{
    const uint8_t* upper = plane.data() + down.first[static_cast<size_t>(y)] * side + across.first[static_cast<size_t>(x)];
    const uint8_t* lower = upper + side;
    const float right = across.second[static_cast<size_t>(x)];
    const float low = down.second[static_cast<size_t>(y)];
    const float top = static_cast<float>(upper[0]) + static_cast<float>(upper[1] - upper[0]) * right;
    const float bottom = static_cast<float>(lower[0]) + static_cast<float>(lower[1] - lower[0]) * right;
    return top + (bottom - top) * low;
}

/// Means of differences in blocks, of one plane of `side` x `side`.
std::array<float, kBlocks * kBlocks> comparePlane(const uint8_t* whole, const uint8_t* part, int side, const Window& columns, const Window& rows)
{
    std::array<float, kBlocks * kBlocks> blocks{};
    const Taps across = tapsOf(columns, side);
    const Taps down = tapsOf(rows, side);
    const Range range = rangeOf(whole, side);
    const int blockSide = side / kBlocks;
    for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; ++x) {
            const auto value = static_cast<float>(part[y * side + x]);
            const float below = valueAt(range.least, side, across, down, x, y) - value;
            const float above = value - valueAt(range.most, side, across, down, x, y);
            blocks[static_cast<size_t>(y / blockSide * kBlocks + x / blockSide)] += std::max({0.0F, below, above}) / static_cast<float>(blockSide * blockSide);
        }
    return blocks;
}

TinyDifference compareInWindow(const std::string& whole, const std::string& part, const Window& columns, const Window& rows)
{
    constexpr size_t kLumaBytes = size_t{kSide} * kSide;
    constexpr size_t kChromaBytes = size_t{kTinyChromaSide} * kTinyChromaSide;
    TinyDifference result{0, false};
    for (const float block : comparePlane(bytesOf(whole), bytesOf(part), kSide, columns, rows))
        result.worst = std::max(result.worst, block);
    for (const size_t offset : {kLumaBytes, kLumaBytes + kChromaBytes})
        for (const float block : comparePlane(bytesOf(whole) + offset, bytesOf(part) + offset, kTinyChromaSide, columns, rows))
            result.worst = std::max(result.worst, block);
    return result;
}

/// `part` as a part of `whole`. Rows and columns alone tell most pictures apart.
TinyDifference compareAsPart(const std::string& whole, const std::string& part)
{
    const Fit columns = bestFit(profileOf(whole, false), profileOf(part, false));
    if (columns.difference > kHopeless)
        return {};
    const Fit rows = bestFit(profileOf(whole, true), profileOf(part, true));
    if (rows.difference > kHopeless)
        return {};
    return compareInWindow(whole, part, columns.window, rows.window);
}

} // namespace

TinyDifference compareTiny(const std::string& a, const std::string& b)
{
    if (a.size() != kTinyBytes || b.size() != kTinyBytes)
        return {};
    const TinyDifference inA = compareAsPart(a, b);
    const TinyDifference inB = compareAsPart(b, a);
    if (inA.worst > kHopelessBlock && inB.worst > kHopelessBlock)
        return {};
    const TinyDifference whole{compareInWindow(a, b, {}, {}).worst, true};
    return whole.worst <= std::min(inA.worst, inB.worst) ? whole : inA.worst <= inB.worst ? inA : inB;
}

} // namespace lorikeet
