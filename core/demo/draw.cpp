#include "core/demo/draw.h"

#include "core/base/error.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace lorikeet::demo {

namespace {

constexpr double kPi = std::numbers::pi;
constexpr int kOversampling = 4;

using Points = std::vector<cv::Point2d>;

/// RGB
constexpr std::array<std::array<double, 3>, kColours> kPaints{{{{222, 52, 52}}, {{243, 140, 34}}, {{248, 206, 44}}, {{62, 165, 84}}, {{52, 104, 218}},
    {{132, 72, 186}}, {{246, 132, 182}}, {{46, 47, 56}}}};
constexpr std::array<std::array<double, 3>, 10> kPales{{{{250, 244, 230}}, {{224, 242, 234}}, {{222, 236, 250}}, {{234, 229, 248}}, {{252, 232, 220}},
    {{235, 238, 243}}, {{240, 232, 214}}, {{250, 228, 233}}, {{214, 230, 238}}, {{226, 234, 214}}}};

cv::Vec3d toVec(const std::array<double, 3>& rgb) { return {rgb[0], rgb[1], rgb[2]}; }

Points arc(double radius, double x = 0, double y = 0)
{
    Points points;
    for (int i = 0; i < 72; ++i)
        points.emplace_back(x + radius * std::cos(2 * kPi * i / 72), y + radius * std::sin(2 * kPi * i / 72));
    return points;
}

Points starPoints()
{
    Points points;
    for (int i = 0; i < 10; ++i) {
        const double radius = i % 2 == 0 ? 1.12 : 0.50;
        points.emplace_back(radius * std::sin(kPi * i / 5), -radius * std::cos(kPi * i / 5));
    }
    return points;
}

Points heartPoints()
{
    Points points;
    for (int i = 0; i < 72; ++i) {
        const double t = 2 * kPi * i / 72;
        const double y = 13 * std::cos(t) - 5 * std::cos(2 * t) - 2 * std::cos(3 * t) - std::cos(4 * t);
        points.emplace_back(16 * std::pow(std::sin(t), 3) / 16, -(y + 2.5) / 14.5);
    }
    return points;
}

/// Outlines in a unit circle's coordinates: what is filled, then what is cut out of it.
std::array<Points, 2> outlines(Shape shape)
{
    switch (shape) {
    case Shape::Circle:
        return {arc(0.96), {}};
    case Shape::Square:
        return {Points{{-0.86, -0.86}, {0.86, -0.86}, {0.86, 0.86}, {-0.86, 0.86}}, {}};
    case Shape::Triangle:
        return {Points{{0, -1.02}, {1.02, 0.80}, {-1.02, 0.80}}, {}};
    case Shape::Star:
        return {starPoints(), {}};
    case Shape::Heart:
        return {heartPoints(), {}};
    case Shape::Ring:
        return {arc(1.0), arc(0.56)};
    case Shape::Cross:
        return {Points{{-0.34, -1}, {0.34, -1}, {0.34, -0.34}, {1, -0.34}, {1, 0.34}, {0.34, 0.34}, {0.34, 1}, {-0.34, 1}, {-0.34, 0.34}, {-1, 0.34},
                    {-1, -0.34}, {-0.34, -0.34}},
            {}};
    case Shape::Moon:
        return {arc(1.0), arc(0.82, 0.50, -0.16)};
    }
    return {};
}

/// Coverage 0…255 of a shape in a tile of `side` pixels; `radius` in pixels around the tile's centre.
cv::Mat1b coverage(Shape shape, int side, double radius, double angle)
{
    cv::Mat1b large(side * kOversampling, side * kOversampling, uchar{0});
    const double centre = side * kOversampling / 2.0;
    int value = 255;
    for (const Points& outline : outlines(shape)) {
        std::vector<cv::Point> fixed;
        for (const cv::Point2d& p : outline) {
            const double x = (p.x * std::cos(angle) - p.y * std::sin(angle)) * radius * kOversampling + centre;
            const double y = (p.x * std::sin(angle) + p.y * std::cos(angle)) * radius * kOversampling + centre;
            fixed.emplace_back(static_cast<int>(std::lround(x * 16)), static_cast<int>(std::lround(y * 16)));
        }
        if (!fixed.empty())
            cv::fillPoly(large, std::vector<std::vector<cv::Point>>{fixed}, cv::Scalar(value), cv::LINE_8, 4);
        value = 0;
    }
    cv::Mat1b mask;
    cv::resize(large, mask, cv::Size(side, side), 0, 0, cv::INTER_AREA);
    return mask;
}

class Painter {
public:
    Painter(int width, int height, Random& random) : canvas_(height, width), random_(random) { paintBackground(); }

    /// Centre and radius in parts of the centred square's side.
    void paint(Thing thing, double x, double y, double radius)
    {
        const double side = std::min(canvas_.cols, canvas_.rows);
        const double centreX = (canvas_.cols - side) / 2 + x * side;
        const double centreY = (canvas_.rows - side) / 2 + y * side;
        const double pixels = radius * side;
        const int tile = static_cast<int>(std::ceil(pixels * 2.9)) / 2 * 2 + 8;
        const cv::Mat1b mask = coverage(thing.shape, tile, pixels, turn(thing.shape));
        cv::Mat1b shadow;
        cv::GaussianBlur(mask, shadow, cv::Size(), side * 0.016);
        const cv::Point corner(static_cast<int>(std::lround(centreX)) - tile / 2, static_cast<int>(std::lround(centreY)) - tile / 2);
        const int drop = std::max(1, static_cast<int>(std::lround(side * 0.018)));
        blend(shadow, corner + cv::Point(drop / 2, drop), [](double) { return cv::Vec3d(70, 74, 96); }, 0.32);
        const cv::Vec3d paint = varied(toVec(kPaints[static_cast<size_t>(thing.colour)]));
        const cv::Vec3d light = paint + (cv::Vec3d(255, 255, 255) - paint) * 0.20;
        blend(mask, corner, [&](double down) { return light + (paint * 0.92 - light) * down; }, 1.0);
    }

    Image image() const
    {
        Image image{canvas_.cols, canvas_.rows, {}};
        image.rgb.reserve(static_cast<size_t>(canvas_.total()) * 3);
        for (const cv::Vec3d& pixel : canvas_)
            for (int c = 0; c < 3; ++c)
                image.rgb.push_back(static_cast<uint8_t>(std::clamp(std::lround(pixel[c]), 0L, 255L)));
        return image;
    }

private:
    double turn(Shape shape)
    {
        const double most = shape == Shape::Star || shape == Shape::Cross ? 0.15 : 0.12;
        return random_.between(-most, most);
    }

    cv::Vec3d varied(cv::Vec3d paint)
    {
        for (int c = 0; c < 3; ++c)
            paint[c] = std::clamp(paint[c] + random_.between(-9, 9), 0.0, 255.0);
        return paint;
    }

    void paintBackground()
    {
        const cv::Vec3d from = toVec(kPales[random_.below(kPales.size())]);
        const cv::Vec3d to = toVec(kPales[random_.below(kPales.size())]) * random_.between(0.90, 1.0);
        const double angle = random_.between(0, 2 * kPi);
        const double span = std::abs(std::cos(angle)) * canvas_.cols + std::abs(std::sin(angle)) * canvas_.rows;
        for (int y = 0; y < canvas_.rows; ++y)
            for (int x = 0; x < canvas_.cols; ++x) {
                const double along = ((x - canvas_.cols / 2.0) * std::cos(angle) + (y - canvas_.rows / 2.0) * std::sin(angle)) / span + 0.5;
                canvas_(y, x) = from + (to - from) * along;
            }
        for (size_t i = random_.below(3); i > 0; --i)
            paintGlow();
    }

    /// A wide pale disc whose edge fades out.
    void paintGlow()
    {
        const double radius = random_.between(0.25, 0.6) * canvas_.cols;
        const double centreX = random_.between(0, canvas_.cols), centreY = random_.between(0, canvas_.rows);
        const double strength = random_.between(0.15, 0.4);
        const cv::Vec3d tint = toVec(kPales[random_.below(kPales.size())]) * random_.between(0.95, 1.04);
        for (int y = 0; y < canvas_.rows; ++y)
            for (int x = 0; x < canvas_.cols; ++x) {
                const double away = std::hypot(x - centreX, y - centreY) / radius;
                const double amount = std::clamp((1.1 - away) / 0.3, 0.0, 1.0) * strength;
                canvas_(y, x) += (tint - canvas_(y, x)) * amount;
            }
    }

    template <typename Paint>
    void blend(const cv::Mat1b& mask, cv::Point corner, const Paint& paint, double strength)
    {
        for (int y = std::max(0, -corner.y); y < mask.rows && y + corner.y < canvas_.rows; ++y) {
            const cv::Vec3d colour = paint(static_cast<double>(y) / mask.rows);
            for (int x = std::max(0, -corner.x); x < mask.cols && x + corner.x < canvas_.cols; ++x) {
                cv::Vec3d& pixel = canvas_(y + corner.y, x + corner.x);
                pixel += (colour - pixel) * (mask(y, x) / 255.0 * strength);
            }
        }
    }

    cv::Mat_<cv::Vec3d> canvas_;
    Random& random_;
};

cv::Size pictureSize(Random& random)
{
    constexpr std::array<int, 5> kSides{96, 112, 128, 144, 160};
    const int side = kSides[random.below(kSides.size())];
    const size_t form = random.below(10);
    if (side > 112 && form < 2)
        return form == 0 ? cv::Size(side, side * 3 / 4) : cv::Size(side * 3 / 4, side);
    return {side, side};
}

void paintPair(Painter& painter, const Scene& scene, Random& random)
{
    const double apart = random.between(0.245, 0.265);
    const double near = random.between(0.47, 0.53), far = random.between(0.47, 0.53);
    const double size = random.between(0.19, 0.21), otherSize = random.between(0.19, 0.21);
    if (scene.isStacked) {
        painter.paint(scene.first, near, 0.5 - apart, size);
        painter.paint(scene.second, far, 0.5 + apart, otherSize);
    } else {
        painter.paint(scene.first, 0.5 - apart, near, size);
        painter.paint(scene.second, 0.5 + apart, far, otherSize);
    }
}

void paintCount(Painter& painter, const Scene& scene, Random& random)
{
    std::vector<size_t> cells(kPositions);
    for (size_t i = 0; i < cells.size(); ++i)
        cells[i] = i;
    random.shuffle(cells);
    const double radius = random.between(0.128, 0.138);
    for (size_t i = 0; i < scene.count; ++i)
        painter.paint(scene.first, 0.19 + 0.31 * static_cast<double>(cells[i] % 3) + random.between(-0.012, 0.012),
            0.19 + 0.31 * static_cast<double>(cells[i] / 3) + random.between(-0.012, 0.012), radius);
}

} // namespace

Image drawScene(const Scene& scene, Random& random)
{
    const cv::Size size = pictureSize(random);
    Painter painter(size.width, size.height, random);
    switch (scene.kind) {
    case SceneKind::Single: {
        const double radius = scene.isBig ? random.between(0.235, 0.25) : random.between(0.138, 0.15);
        const double column = static_cast<double>(scene.position % 3), row = static_cast<double>(scene.position / 3);
        painter.paint(scene.first, 0.25 + 0.25 * column + random.between(-0.012, 0.012), 0.25 + 0.25 * row + random.between(-0.012, 0.012), radius);
        break;
    }
    case SceneKind::Count:
        paintCount(painter, scene, random);
        break;
    case SceneKind::Pair:
        paintPair(painter, scene, random);
        break;
    }
    return painter.image();
}

Image drawCloseUp(Thing thing, Random& random)
{
    Painter painter(96, 96, random);
    painter.paint(thing, 0.5 + random.between(-0.08, 0.08), 0.5 + random.between(-0.08, 0.08), random.between(0.28, 0.40));
    return painter.image();
}

} // namespace lorikeet::demo
