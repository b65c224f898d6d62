#include "core/vision/decoders/decoders.h"
#include "core/vision/problems.h"

#include <algorithm>

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

namespace lorikeet {
namespace {

uint8_t toByte(uint16_t value)
{
    return static_cast<uint8_t>(value >> 8);
}

uint8_t toByte(uint8_t value)
{
    return value;
}

uint8_t toByte(float value)
{
    return static_cast<uint8_t>(std::clamp(value, 0.0F, 255.0F));
}

/// Channels: 1 = grey, 2 = grey and alpha, 3 = BGR, 4 = BGR and alpha.
template <typename Value>
Image fromMat(const cv::Mat& mat)
{
    Image image{mat.cols, mat.rows, {}};
    image.rgb.resize(static_cast<size_t>(mat.cols) * static_cast<size_t>(mat.rows) * 3);
    uint8_t* to = image.rgb.data();
    const int channels = mat.channels();
    for (int y = 0; y < mat.rows; ++y) {
        const Value* from = mat.ptr<Value>(y);
        for (int x = 0; x < mat.cols; ++x, from += channels, to += 3) {
            for (int c = 0; c < 3; ++c)
                to[c] = toByte(channels < 3 ? from[0] : from[2 - c]);
        }
    }
    return image;
}

/// PNG, WebP and BMP: the decoder writes straight into the picture, so that a large one is in memory once.
std::optional<Image> decodeInPlace(const cv::Mat& buffer, const ImageHeader& header)
{
    Image image{header.storedWidth, header.storedHeight, {}};
    image.rgb.resize(static_cast<size_t>(image.width) * static_cast<size_t>(image.height) * 3);
    cv::Mat mat(image.height, image.width, CV_8UC3, image.rgb.data());
    if (cv::imdecode(buffer, cv::IMREAD_COLOR | cv::IMREAD_IGNORE_ORIENTATION, &mat).empty() || mat.data != image.rgb.data()) // Nothing was decoded, or another size than the header's.
        return std::nullopt;
    for (size_t i = 0; i + 2 < image.rgb.size(); i += 3)
        std::swap(image.rgb[i], image.rgb[i + 2]);
    return image;
}

/// Of a TIFF, whose samples may be of any depth.
std::optional<Image> convert(const cv::Mat& mat)
{
    switch (mat.depth()) {
    case CV_8U:
        return fromMat<uint8_t>(mat);
    case CV_16U:
        return fromMat<uint16_t>(mat);
    case CV_32F:
        return fromMat<float>(mat);
    default:
        return std::nullopt;
    }
}

} // namespace

std::optional<Image> decodeByOpenCv(std::string_view bytes, const std::string& path, const ImageHeader& header, DecodeProblem& problem)
{
    try {
        // imdecode only reads; Mat has no constructor for const bytes.
        const cv::Mat buffer(1, static_cast<int>(bytes.size()), CV_8U, const_cast<char*>(bytes.data()));
        if (header.format != ImageFormat::Tiff) {
            if (std::optional<Image> image = decodeInPlace(buffer, header))
                return image;
            problem = header.isComplete ? damagedPicture(path) : truncatedPicture(path);
            return std::nullopt;
        }
        const cv::Mat mat = cv::imdecode(buffer, cv::IMREAD_UNCHANGED | cv::IMREAD_IGNORE_ORIENTATION);
        if (!mat.empty()) {
            if (std::optional<Image> image = convert(mat))
                return image;
        }
        problem = header.isComplete ? damagedPicture(path) : truncatedPicture(path);
    } catch (const cv::Exception& error) {
        problem = damagedPicture(path, error.err);
    }
    return std::nullopt;
}

Image shrinkToFit(const Image& image, int side)
{
    const int longSide = std::max(image.width, image.height);
    if (longSide <= side)
        return image;
    const auto scaled = [&](int length) {
        return std::clamp(static_cast<int>((int64_t{length} * side + longSide / 2) / longSide), 1, side);
    };
    Image result{scaled(image.width), scaled(image.height), {}};
    result.rgb.resize(static_cast<size_t>(result.width) * static_cast<size_t>(result.height) * 3);
    const cv::Mat from(image.height, image.width, CV_8UC3, const_cast<uint8_t*>(image.rgb.data()));
    cv::Mat to(result.height, result.width, CV_8UC3, result.rgb.data());
    cv::resize(from, to, to.size(), 0, 0, cv::INTER_AREA);
    return result;
}

} // namespace lorikeet
