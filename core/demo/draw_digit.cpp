#include "core/demo/draw.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace lorikeet::demo {

namespace {

struct Point {
    double x, y;
};
using Stroke = std::vector<Point>;
using Glyph = std::vector<Stroke>;

/// The ways in which a digit is written, in a box of 1 × 1 with y downwards.
const std::array<std::vector<Glyph>, 10>& glyphs()
{
    static const std::array<std::vector<Glyph>, 10> kGlyphs{{
        {{{{.5, .05}, {.2, .2}, {.12, .5}, {.2, .8}, {.5, .95}, {.8, .8}, {.88, .5}, {.8, .2}, {.5, .05}}}},
        {{{{.5, .05}, {.5, .95}}}, {{{.28, .28}, {.55, .05}, {.55, .95}}}, {{{.28, .28}, {.52, .05}, {.52, .95}}, {{.28, .95}, {.76, .95}}}},
        {{{{.18, .25}, {.35, .07}, {.65, .07}, {.82, .27}, {.7, .5}, {.4, .75}, {.15, .95}, {.85, .93}}},
            {{{.2, .2}, {.45, .05}, {.75, .15}, {.75, .4}, {.45, .72}, {.2, .88}, {.35, .8}, {.6, .95}, {.88, .85}}}},
        {{{{.2, .12}, {.5, .05}, {.78, .2}, {.7, .42}, {.42, .48}, {.75, .55}, {.82, .78}, {.5, .95}, {.18, .86}}},
            {{{.2, .07}, {.8, .07}, {.48, .42}, {.8, .6}, {.75, .85}, {.45, .95}, {.18, .85}}}},
        {{{{.6, .05}, {.15, .65}, {.88, .65}}, {{.66, .35}, {.66, .95}}}, {{{.22, .08}, {.2, .5}, {.8, .5}}, {{.78, .05}, {.74, .95}}},
            {{{.55, .05}, {.15, .6}, {.3, .65}, {.85, .6}}, {{.6, .4}, {.55, .95}}}},
        {{{{.82, .07}, {.28, .07}, {.22, .45}, {.55, .38}, {.82, .6}, {.72, .87}, {.45, .95}, {.18, .85}}}},
        {{{{.72, .07}, {.4, .2}, {.2, .55}, {.24, .82}, {.5, .95}, {.78, .8}, {.74, .56}, {.5, .48}, {.25, .62}}},
            {{{.5, .05}, {.26, .4}, {.2, .7}, {.4, .94}, {.7, .88}, {.74, .65}, {.5, .55}, {.24, .7}}}},
        {{{{.15, .08}, {.85, .08}, {.6, .45}, {.45, .95}}}, {{{.18, .1}, {.85, .08}, {.55, .5}, {.42, .95}}, {{.3, .5}, {.75, .48}}},
            {{{.18, .25}, {.2, .08}, {.82, .08}, {.5, .95}}}},
        {{{{.5, .5}, {.25, .35}, {.28, .12}, {.5, .05}, {.74, .14}, {.74, .36}, {.5, .5}, {.2, .68}, {.24, .88}, {.5, .95}, {.78, .87}, {.78, .66},
            {.5, .5}}}},
        {{{{.76, .3}, {.5, .5}, {.24, .4}, {.26, .15}, {.5, .05}, {.76, .16}, {.78, .5}, {.62, .95}}},
            {{{.76, .25}, {.55, .5}, {.25, .38}, {.3, .12}, {.6, .05}, {.78, .25}, {.76, .7}, {.55, .95}, {.25, .88}}}},
    }};
    return kGlyphs;
}

/// A smooth curve through the points (Catmull-Rom).
Stroke smoothed(const Stroke& stroke)
{
    if (stroke.size() < 3)
        return stroke;
    Stroke curve;
    for (size_t i = 0; i + 1 < stroke.size(); ++i) {
        const Point& a = stroke[i == 0 ? 0 : i - 1];
        const Point &b = stroke[i], &c = stroke[i + 1];
        const Point& d = stroke[std::min(i + 2, stroke.size() - 1)];
        for (int step = 0; step < 8; ++step) {
            const double t = step / 8.0, t2 = t * t, t3 = t2 * t;
            const auto at = [&](double p, double q, double r, double s) {
                return 0.5 * (2 * q + (r - p) * t + (2 * p - 5 * q + 4 * r - s) * t2 + (3 * q - p - 3 * r + s) * t3);
            };
            curve.push_back({at(a.x, b.x, c.x, d.x), at(a.y, b.y, c.y, d.y)});
        }
    }
    curve.push_back(stroke.back());
    return curve;
}

} // namespace

Image drawDigit(size_t digit, Random& random)
{
    constexpr int kCanvas = 128;
    constexpr int kCells = 8;
    constexpr int kSide = 96;
    const std::vector<Glyph>& ways = glyphs().at(digit);
    const Glyph& glyph = ways[random.below(ways.size())];
    const double height = random.between(0.84, 1.0), width = random.between(0.42, 0.80) * (digit == 1 ? 0.7 : 1.0);
    const double angle = random.between(-0.16, 0.16), slant = random.between(-0.12, 0.28);
    const double moveX = random.between(-0.06, 0.06), moveY = random.between(-0.03, 0.03);
    const bool isRound = random.chance(0.7);
    cv::Mat1b canvas(kCanvas, kCanvas, uchar{0});
    const int thickness = static_cast<int>(random.between(12, 21));
    for (const Stroke& original : glyph) {
        Stroke stroke = original;
        for (Point& p : stroke)
            p = {p.x + random.between(-0.055, 0.055), p.y + random.between(-0.055, 0.055)};
        std::vector<cv::Point> line;
        for (const Point& p : isRound ? smoothed(stroke) : stroke) {
            const double x = (p.x - 0.5) * width - (p.y - 0.5) * slant, y = (p.y - 0.5) * height;
            const double turnedX = x * std::cos(angle) - y * std::sin(angle) + 0.5 + moveX;
            const double turnedY = x * std::sin(angle) + y * std::cos(angle) + 0.5 + moveY;
            line.emplace_back(static_cast<int>(std::lround(turnedX * kCanvas)), static_cast<int>(std::lround(turnedY * kCanvas)));
        }
        cv::polylines(canvas, std::vector<std::vector<cv::Point>>{line}, false, cv::Scalar(255), thickness, cv::LINE_8);
    }
    cv::Mat1b cells, large;
    cv::resize(canvas, cells, cv::Size(kCells, kCells), 0, 0, cv::INTER_AREA);
    const double strength = random.between(1.0, 1.35);
    for (uchar& cell : cells)
        cell = static_cast<uchar>(std::min(16.0, std::round(cell / 255.0 * 16 * strength)) / 16 * 255);
    cv::resize(cells, large, cv::Size(kSide, kSide), 0, 0, cv::INTER_CUBIC);
    Image image{kSide, kSide, {}};
    for (const uchar grey : large)
        image.rgb.insert(image.rgb.end(), 3, grey);
    return image;
}

} // namespace lorikeet::demo
