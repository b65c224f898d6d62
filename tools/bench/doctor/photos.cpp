#include "tools/bench/doctor/photos.h"

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <vector>

namespace lorikeet::bench {
namespace {

/// Random values on a coarse grid, made large: the light of a scene, clouds, textures.
void addOctave(cv::Mat& picture, cv::RNG& random, int cells, double strength)
{
    cv::Mat grid(std::max(2, cells * 3 / 4), std::max(2, cells), CV_32FC3);
    random.fill(grid, cv::RNG::NORMAL, 0, strength);
    // Colours of neighbours go together: two thirds of each channel are grey.
    for (int y = 0; y < grid.rows; ++y)
        for (int x = 0; x < grid.cols; ++x) {
            auto& value = grid.at<cv::Vec3f>(y, x);
            const float grey = (value[0] + value[1] + value[2]) / 1.7F;
            for (int c = 0; c < 3; ++c)
                value[c] = value[c] / 3 + grey * 2 / 3;
        }
    cv::Mat large;
    cv::resize(grid, large, picture.size(), 0, 0, cv::INTER_CUBIC);
    picture += large;
}

void addThing(cv::Mat& picture, cv::RNG& random)
{
    const int side = std::min(picture.cols, picture.rows);
    const cv::Point centre(random.uniform(0, picture.cols), random.uniform(0, picture.rows));
    const cv::Scalar colour(random.uniform(0.0, 255.0), random.uniform(0.0, 255.0), random.uniform(0.0, 255.0));
    cv::Mat mask = cv::Mat::zeros(picture.size(), CV_8U);
    if (random.uniform(0, 2) == 0) {
        const cv::Size axes(random.uniform(side / 30, side / 4), random.uniform(side / 30, side / 4));
        cv::ellipse(mask, centre, axes, random.uniform(0.0, 180.0), 0, 360, 255, cv::FILLED, cv::LINE_AA);
    } else {
        std::vector<cv::Point> corners;
        for (int i = 0, count = random.uniform(3, 7); i < count; ++i)
            corners.emplace_back(centre.x + random.uniform(-side / 4, side / 4), centre.y + random.uniform(-side / 4, side / 4));
        cv::fillPoly(mask, std::vector<std::vector<cv::Point>>{corners}, 255, cv::LINE_AA);
    }
    cv::Mat thing(picture.size(), CV_32FC3, colour);
    addOctave(thing, random, random.uniform(3, 60), 25);
    thing.copyTo(picture, mask);
}

/// One sheet of noise for all pictures; each takes it from another place.
const cv::Mat& noiseSheet()
{
    static const cv::Mat sheet = [] {
        cv::Mat noise(2048, 2048, CV_32FC3);
        cv::RNG random(4711);
        random.fill(noise, cv::RNG::NORMAL, 0, 5);
        return noise;
    }();
    return sheet;
}

} // namespace

cv::Mat makePhoto(uint64_t seed, int width, int height)
{
    cv::RNG random(seed * 0x9E3779B97F4A7C15U + 12345);
    for (int i = 0; i < 8; ++i)
        random.next();
    cv::Mat picture(height, width, CV_32FC3, cv::Scalar(random.uniform(70, 180), random.uniform(70, 180), random.uniform(70, 180)));
    for (const auto& [cells, strength] : {std::pair{2, 45.0}, {4, 35.0}, {9, 24.0}, {20, 16.0}, {60, 10.0}, {160, 7.0}})
        addOctave(picture, random, cells, strength);
    for (int i = 0, count = random.uniform(4, 14); i < count; ++i)
        addThing(picture, random);
    const cv::Mat& noise = noiseSheet();
    const int w = std::min(width, 1200);
    const int h = std::min(height, 1200);
    picture(cv::Rect(0, 0, w, h)) += noise(cv::Rect(random.uniform(0, noise.cols - w), random.uniform(0, noise.rows - h), w, h));
    cv::Mat result;
    picture.convertTo(result, CV_8UC3);
    return result;
}

void saveJpeg(const std::string& path, const cv::Mat& picture, int quality)
{
    cv::imwrite(path, picture, {cv::IMWRITE_JPEG_QUALITY, quality});
}

cv::Mat readJpeg(const std::string& path)
{
    return cv::imread(path, cv::IMREAD_COLOR);
}

cv::Mat makeVariant(const cv::Mat& picture, uint64_t seed)
{
    cv::RNG random(seed * 0x9E3779B97F4A7C15U + 777);
    for (int i = 0; i < 8; ++i)
        random.next();
    // Its quarters change places, it may be mirrored, its colours change: nobody would call it the same picture.
    const int x = random.uniform(picture.cols * 3 / 10, picture.cols * 7 / 10);
    const int y = random.uniform(picture.rows * 3 / 10, picture.rows * 7 / 10);
    cv::Mat rolled(picture.size(), picture.type());
    const int right = picture.cols - x;
    const int low = picture.rows - y;
    picture(cv::Rect(x, y, right, low)).copyTo(rolled(cv::Rect(0, 0, right, low)));
    picture(cv::Rect(0, y, x, low)).copyTo(rolled(cv::Rect(right, 0, x, low)));
    picture(cv::Rect(x, 0, right, y)).copyTo(rolled(cv::Rect(0, low, right, y)));
    picture(cv::Rect(0, 0, x, y)).copyTo(rolled(cv::Rect(right, low, x, y)));
    if (random.uniform(0, 2) == 0)
        cv::flip(rolled, rolled, random.uniform(0, 2));
    rolled.convertTo(rolled, -1, random.uniform(0.8, 1.1), random.uniform(-15.0, 15.0));
    return rolled;
}

const char* copyName(CopyKind kind)
{
    switch (kind) {
    case CopyKind::Reencoded:
        return "saved anew at quality 40";
    case CopyKind::Resized:
        return "resized to 40 %";
    case CopyKind::CroppedCentre:
        return "cropped on all sides";
    case CopyKind::CroppedLeft:
        return "cropped at the left";
    case CopyKind::CroppedTop:
        return "cropped at the top";
    case CopyKind::CroppedCorner:
        return "cropped at a corner";
    case CopyKind::CroppedAndSmaller:
        break;
    }
    return "cropped on all sides, 60 %, quality 60";
}

cv::Mat makeCopy(const cv::Mat& picture, CopyKind kind, double share)
{
    const int x = static_cast<int>(picture.cols * share);
    const int y = static_cast<int>(picture.rows * share);
    const auto saved = [](const cv::Mat& from, int quality) {
        std::vector<uint8_t> bytes;
        cv::imencode(".jpg", from, bytes, {cv::IMWRITE_JPEG_QUALITY, quality});
        return cv::imdecode(bytes, cv::IMREAD_COLOR);
    };
    const auto scaled = [](const cv::Mat& from, double factor) {
        cv::Mat to;
        cv::resize(from, to, {}, factor, factor, cv::INTER_AREA);
        return to;
    };
    // "5 % cropped" on all sides: half of it at each of two opposite ones.
    const cv::Rect centre(x / 2, y / 2, picture.cols - x, picture.rows - y);
    switch (kind) {
    case CopyKind::Reencoded:
        return saved(picture, 40);
    case CopyKind::Resized:
        return saved(scaled(picture, 0.4), 85);
    case CopyKind::CroppedCentre:
        return saved(picture(centre), 85);
    case CopyKind::CroppedLeft:
        return saved(picture(cv::Rect(x, 0, picture.cols - x, picture.rows)), 85);
    case CopyKind::CroppedTop:
        return saved(picture(cv::Rect(0, y, picture.cols, picture.rows - y)), 85);
    case CopyKind::CroppedCorner:
        return saved(picture(cv::Rect(x, y, picture.cols - x, picture.rows - y)), 85);
    case CopyKind::CroppedAndSmaller:
        break;
    }
    return saved(scaled(picture(centre), 0.6), 60);
}

} // namespace lorikeet::bench
