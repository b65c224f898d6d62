#include "core/data/doctor/tiny_compare.h"

#include "core/vision/picture_facts.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
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
    std::array<uint8_t, size_t{kSide} * kSide> least, most;
};

Range rangeOf(const uint8_t* plane, int side)
{
    Range range;
    std::array<uint8_t, kSide> low, high; // Of a column of three.
    for (int y = 0; y < side; ++y) {
        const uint8_t* here = plane + y * side;
        const uint8_t* above = y > 0 ? here - side : here;
        const uint8_t* below = y + 1 < side ? here + side : here;
        for (int x = 0; x < side; ++x) {
            low[static_cast<size_t>(x)] = std::min({above[x], here[x], below[x]});
            high[static_cast<size_t>(x)] = std::max({above[x], here[x], below[x]});
        }
        for (int x = 0; x < side; ++x) {
            const auto left = static_cast<size_t>(std::max(x - 1, 0)), middle = static_cast<size_t>(x), right = static_cast<size_t>(std::min(x + 1, side - 1));
            const auto at = static_cast<size_t>(y * side + x);
            range.least[at] = static_cast<uint8_t>((here[x] + std::min({low[left], low[middle], low[right]})) / 2);
            range.most[at] = static_cast<uint8_t>((here[x] + std::max({high[left], high[middle], high[right]})) / 2);
        }
    }
    return range;
}

/// The range seen through a window: a row of it as wide as the window.
class RangeWindow {
public:
    RangeWindow(const uint8_t* plane, int side, const Window& columns, const Window& rows)
        : range_(rangeOf(plane, side)), side_(side), across_(tapsOf(columns, side)), down_(tapsOf(rows, side))
    {
    }

    struct Row {
        std::array<float, kSide> least, most;
    };
    Row row(int y)
    {
        const int first = down_.first[static_cast<size_t>(y)];
        const float low = down_.second[static_cast<size_t>(y)];
        const Row& upper = sourceRow(first);
        const Row& lower = sourceRow(first + 1);
        Row result;
        for (size_t x = 0; x < static_cast<size_t>(side_); ++x) {
            result.least[x] = upper.least[x] + (lower.least[x] - upper.least[x]) * low;
            result.most[x] = upper.most[x] + (lower.most[x] - upper.most[x]) * low;
        }
        return result;
    }

private:
    /// A row of the plane through the window's columns; the last two are kept.
    const Row& sourceRow(int y)
    {
        const auto place = static_cast<size_t>(y % 2);
        Row& row = rows_[place];
        if (std::exchange(known_[place], y) == y)
            return row;
        const size_t begin = static_cast<size_t>(y) * static_cast<size_t>(side_);
        const auto mix = [&](const auto& plane, size_t x) {
            const size_t at = begin + static_cast<size_t>(across_.first[x]);
            return static_cast<float>(plane[at]) + static_cast<float>(plane[at + 1] - plane[at]) * across_.second[x];
        };
        for (size_t x = 0; x < static_cast<size_t>(side_); ++x) {
            row.least[x] = mix(range_.least, x);
            row.most[x] = mix(range_.most, x);
        }
        return row;
    }

    Range range_;
    int side_;
    Taps across_, down_;
    std::array<Row, 2> rows_;
    std::array<int, 2> known_{-1, -1};
};

/// The largest mean of differences in a block, of one plane of `side` x `side`; anything above `limit` once one is.
float comparePlane(const uint8_t* whole, const uint8_t* part, int side, const Window& columns, const Window& rows, float limit)
{
    RangeWindow window(whole, side, columns, rows);
    const int blockSide = side / kBlocks;
    float worst = 0;
    for (int top = 0; top < side && worst <= limit; top += blockSide) {
        std::array<float, kBlocks> blocks{};
        for (int y = top; y < top + blockSide; ++y) {
            const RangeWindow::Row row = window.row(y);
            for (int x = 0; x < side; ++x) {
                const auto value = static_cast<float>(part[y * side + x]);
                const float below = row.least[static_cast<size_t>(x)] - value;
                const float above = value - row.most[static_cast<size_t>(x)];
                blocks[static_cast<size_t>(x / blockSide)] += std::max({0.0F, below, above});
            }
        }
        worst = std::max(worst, *std::max_element(blocks.begin(), blocks.end()) / static_cast<float>(blockSide * blockSide));
    }
    return worst;
}

TinyDifference compareInWindow(const std::string& whole, const std::string& part, const Window& columns, const Window& rows)
{
    constexpr size_t kLumaBytes = size_t{kSide} * kSide;
    constexpr size_t kChromaBytes = size_t{kTinyChromaSide} * kTinyChromaSide;
    TinyDifference result{comparePlane(bytesOf(whole), bytesOf(part), kSide, columns, rows, kHopelessBlock), false};
    for (const size_t offset : {kLumaBytes, kLumaBytes + kChromaBytes})
        if (result.worst <= kHopelessBlock)
            result.worst = std::max(result.worst, comparePlane(bytesOf(whole) + offset, bytesOf(part) + offset, kTinyChromaSide, columns, rows, kHopelessBlock));
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
