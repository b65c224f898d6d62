#include "core/base/error.h"
#include "core/demo/draw.h"

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

namespace lorikeet::demo {

namespace {

/// An APP1 segment with one tag: Orientation.
std::string exifSegment(int orientation)
{
    std::string tiff("MM\0*\0\0\0\x08", 8);           // big-endian, first directory at 8
    tiff += std::string("\0\x01", 2);                  // one entry
    tiff += std::string("\x01\x12\0\x03\0\0\0\x01", 8); // tag 0x0112, SHORT, count 1
    tiff += std::string{'\0', static_cast<char>(orientation), '\0', '\0'};
    tiff += std::string(4, '\0'); // no further directory
    const std::string body = std::string("Exif\0\0", 6) + tiff;
    const size_t length = body.size() + 2;
    return std::string{'\xFF', '\xE1', static_cast<char>(length >> 8), static_cast<char>(length & 0xFF)} + body;
}

/// The pixels as they are stored for a reader that then turns them by `orientation`.
cv::Mat turnedForStorage(const cv::Mat& upright, int orientation)
{
    cv::Mat stored;
    switch (orientation) {
    case 3:
        cv::rotate(upright, stored, cv::ROTATE_180);
        return stored;
    case 6:
        cv::rotate(upright, stored, cv::ROTATE_90_COUNTERCLOCKWISE);
        return stored;
    case 8:
        cv::rotate(upright, stored, cv::ROTATE_90_CLOCKWISE);
        return stored;
    default:
        return upright;
    }
}

} // namespace

std::string encodePicture(const Image& upright, PictureFormat format, int orientation)
{
    LK_ASSERT(format == PictureFormat::Jpeg || orientation == 1);
    cv::Mat bgr(upright.height, upright.width, CV_8UC3);
    for (int y = 0; y < upright.height; ++y)
        for (int x = 0; x < upright.width; ++x) {
            const uint8_t* rgb = upright.row(y) + static_cast<size_t>(x) * 3;
            bgr.at<cv::Vec3b>(y, x) = cv::Vec3b(rgb[2], rgb[1], rgb[0]);
        }
    std::vector<uchar> bytes;
    const bool isJpeg = format == PictureFormat::Jpeg;
    const std::vector<int> settings = isJpeg
        ? std::vector<int>{cv::IMWRITE_JPEG_QUALITY, 93, cv::IMWRITE_JPEG_PROGRESSIVE, 0, cv::IMWRITE_JPEG_OPTIMIZE, 0}
        : std::vector<int>{cv::IMWRITE_PNG_COMPRESSION, 3, cv::IMWRITE_PNG_STRATEGY, cv::IMWRITE_PNG_STRATEGY_DEFAULT};
    LK_ASSERT(cv::imencode(isJpeg ? ".jpg" : ".png", turnedForStorage(bgr, orientation), bytes, settings));
    std::string file(bytes.begin(), bytes.end());
    if (orientation != 1)
        file.insert(2, exifSegment(orientation));
    return file;
}

} // namespace lorikeet::demo
