#include "core/vision/picture_facts.h"

#include "core/base/hash.h"
#include "core/vision/byte_source.h"
#include "core/vision/headers/image_header.h"
#include "core/vision/problems.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include <opencv2/img_hash.hpp>
#include <opencv2/imgproc.hpp>

namespace lorikeet {
namespace {

constexpr int kMeasuredSide = 512;

void takeHeader(const ImageHeader& header, PictureFacts& facts)
{
    facts.format = header.format;
    facts.storedWidth = header.storedWidth;
    facts.storedHeight = header.storedHeight;
    facts.orientation = header.orientation;
}

void setProblem(PictureFacts& facts, DecodeProblem problem)
{
    facts.problem = std::make_shared<const DecodeProblem>(std::move(problem));
}

/// How much of the differences between neighbours stays when the picture is blurred (Crete-Roffet 2007), here of their squares: edges count,
/// slow changes of light don't.
float keptVariation(const cv::Mat& luma, bool isVertical)
{
    constexpr int kTaps = 9;
    cv::Mat blurred;
    cv::blur(luma, blurred, isVertical ? cv::Size(1, kTaps) : cv::Size(kTaps, 1));
    const int dx = isVertical ? 0 : 1;
    const int dy = isVertical ? 1 : 0;
    if (luma.cols <= dx || luma.rows <= dy)
        return 0;
    const cv::Rect first(0, 0, luma.cols - dx, luma.rows - dy);
    const cv::Rect second(dx, dy, luma.cols - dx, luma.rows - dy);
    cv::Mat before;
    cv::Mat after;
    cv::Mat lost;
    cv::absdiff(luma(first), luma(second), before);
    cv::absdiff(blurred(first), blurred(second), after);
    cv::subtract(before, after, lost); // saturates at 0
    cv::subtract(before, lost, after);
    const double total = before.dot(before);
    return total <= 0 ? 0 : static_cast<float>(std::sqrt(after.dot(after) / total));
}

uint8_t percentileOf(const cv::Mat& plane, double share)
{
    std::array<int64_t, 256> counts{};
    for (int y = 0; y < plane.rows; ++y) {
        const uint8_t* row = plane.ptr(y);
        for (int x = 0; x < plane.cols; ++x)
            ++counts[row[x]];
    }
    int64_t seen = 0;
    for (size_t value = 0; value < counts.size(); ++value) {
        seen += counts[value];
        if (static_cast<double>(seen) > share * static_cast<double>(plane.total()))
            return static_cast<uint8_t>(value);
    }
    return 255;
}

void measureLight(const cv::Mat& rgb, const cv::Mat& luma, PictureFacts& facts)
{
    cv::Scalar mean;
    cv::Scalar deviation;
    cv::meanStdDev(luma, mean, deviation);
    facts.brightness = static_cast<float>(mean[0]);
    facts.contrast = static_cast<float>(deviation[0]);
    facts.darkest = percentileOf(luma, 0.01);
    facts.lightest = percentileOf(luma, 0.99);
    std::vector<cv::Mat> channels;
    cv::split(rgb, channels);
    facts.leastChannel = percentileOf(cv::min(cv::min(channels[0], channels[1]), channels[2]), 0.01);
}

void measureSharpness(const cv::Mat& luma, PictureFacts& facts)
{
    cv::Mat edges;
    cv::Laplacian(luma, edges, CV_16S, 1);
    cv::Scalar mean;
    cv::Scalar deviation;
    cv::meanStdDev(edges, mean, deviation);
    facts.sharpness = static_cast<float>(deviation[0] * deviation[0]);
    facts.blur = std::max(keptVariation(luma, false), keptVariation(luma, true));
}

uint64_t bitsOf(const cv::Mat& hash)
{
    uint64_t bits = 0;
    std::memcpy(&bits, hash.ptr(), std::min<size_t>(sizeof bits, hash.total()));
    return bits;
}

void makeTiny(const cv::Mat& rgb, std::string& tiny)
{
    cv::Mat small;
    cv::resize(rgb, small, {kTinyLumaSide, kTinyLumaSide}, 0, 0, cv::INTER_AREA);
    cv::Mat colours;
    cv::cvtColor(small, colours, cv::COLOR_RGB2YCrCb);
    std::vector<cv::Mat> planes;
    cv::split(colours, planes);
    tiny.assign(reinterpret_cast<const char*>(planes[0].ptr()), planes[0].total());
    for (const size_t plane : {size_t{2}, size_t{1}}) {
        cv::Mat half;
        cv::resize(planes[plane], half, {kTinyChromaSide, kTinyChromaSide}, 0, 0, cv::INTER_AREA);
        tiny.append(reinterpret_cast<const char*>(half.ptr()), half.total());
    }
}

/// A crop can be told from a thing that moved only where there is enough to see.
float textureOf(const std::string& tiny)
{
    constexpr int kBlocks = 8;
    constexpr int kBlockSide = kTinyLumaSide / kBlocks;
    constexpr float kTextured = 4;
    const auto* luma = reinterpret_cast<const uint8_t*>(tiny.data());
    std::array<float, kBlocks * kBlocks> changes{};
    for (int y = 0; y + 1 < kTinyLumaSide; ++y)
        for (int x = 0; x + 1 < kTinyLumaSide; ++x) {
            const int here = luma[y * kTinyLumaSide + x];
            const int change = std::abs(luma[y * kTinyLumaSide + x + 1] - here) + std::abs(luma[(y + 1) * kTinyLumaSide + x] - here);
            changes[static_cast<size_t>(y / kBlockSide * kBlocks + x / kBlockSide)] += static_cast<float>(change) / (kBlockSide * kBlockSide);
        }
    return static_cast<float>(std::count_if(changes.begin(), changes.end(), [](float change) { return change > kTextured; })) / (kBlocks * kBlocks);
}

} // namespace

void measurePicture(const Image& image, PictureFacts& facts, std::string& tiny)
{
    cv::Mat rgb(image.height, image.width, CV_8UC3, const_cast<uint8_t*>(image.rgb.data()));
    const int longSide = std::max(image.width, image.height);
    if (longSide > kMeasuredSide) {
        cv::Mat smaller;
        const double scale = static_cast<double>(kMeasuredSide) / longSide;
        const auto scaled = [&](int side) { return std::max(1, static_cast<int>(std::lround(side * scale))); };
        cv::resize(rgb, smaller, {scaled(image.width), scaled(image.height)}, 0, 0, cv::INTER_AREA);
        rgb = smaller;
    }
    cv::Mat luma;
    cv::cvtColor(rgb, luma, cv::COLOR_RGB2GRAY);
    measureLight(rgb, luma, facts);
    measureSharpness(luma, facts);
    makeTiny(rgb, tiny);
    const cv::Mat tinyLuma(kTinyLumaSide, kTinyLumaSide, CV_8U, tiny.data());
    cv::Mat hash;
    cv::img_hash::pHash(tinyLuma, hash);
    facts.patternHash = bitsOf(hash);
    cv::img_hash::averageHash(tinyLuma, hash);
    facts.layoutHash = bitsOf(hash);
    facts.texture = textureOf(tiny);
    facts.isDecoded = true;
}

namespace {

std::array<uint64_t, 2> hashOf(std::string_view bytes)
{
    const std::string digits = sha256Hex(bytes);
    return {std::stoull(digits.substr(0, 16), nullptr, 16), std::stoull(digits.substr(16, 16), nullptr, 16)};
}

} // namespace

PictureFacts glanceAtPicture(const std::string& path)
{
    PictureFacts facts;
    DecodeProblem problem;
    const auto header = readImageHeader(path, problem);
    if (!header) {
        setProblem(facts, std::move(problem));
        return facts;
    }
    takeHeader(*header, facts);
    if (!header->isComplete)
        setProblem(facts, truncatedPicture(path));
    return facts;
}

PictureFacts lookAtPicture(const std::string& path, std::string& tiny)
{
    tiny.clear();
    // A header that says enough (missing, a bomb) spares reading the file.
    PictureFacts facts = glanceAtPicture(path);
    if (facts.problem)
        return facts;
    const auto turn = takeTurn(int64_t{facts.storedWidth} * facts.storedHeight);
    DecodeProblem problem;
    std::string bytes;
    const auto image = decodeReduced(path, kMeasuredSide, bytes, problem);
    if (!image) {
        setProblem(facts, std::move(problem));
        return facts;
    }
    facts.contentHash = hashOf(bytes);
    measurePicture(*image, facts, tiny);
    return facts;
}

} // namespace lorikeet
