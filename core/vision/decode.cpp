#include "core/vision/decode.h"

#include "core/vision/decoders/decoders.h"
#include "core/vision/headers/image_header.h"
#include "core/vision/orientation.h"
#include "core/vision/problems.h"

namespace lorikeet {
namespace {

/// What turns a picture back that EXIF's `orientation` made upright: the quarter turns change places.
int reversed(int orientation)
{
    return orientation == 6 ? 8 : orientation == 8 ? 6 : orientation;
}

/// @param atLeast > 0: a JPEG may come out reduced, not below this long side.
std::optional<Image> decode(std::string_view bytes, const std::string& path, int atLeast, DecodeProblem& problem, const DecodeLimits& limits,
    Orientation orientation = Orientation::Upright)
{
    MemorySource source(bytes);
    const std::optional<ImageHeader> header = readHeader(source, path, problem, limits);
    if (!header)
        return std::nullopt;
    if (!header->isComplete) {
        problem = truncatedPicture(path);
        return std::nullopt;
    }
    std::optional<Image> image;
    if (header->format == ImageFormat::Jpeg)
        image = decodeJpeg(bytes, path, atLeast, problem);
    else if (header->format == ImageFormat::Gif)
        image = decodeGif(bytes, path, *header, problem);
    else
        image = decodeByOpenCv(bytes, path, *header, problem);
    if (!image)
        return std::nullopt;
    // OpenCV's TIFF reader turns the picture itself, whatever it is asked.
    const bool isUpright = header->format == ImageFormat::Tiff;
    const bool wantsUpright = orientation == Orientation::Upright;
    if (isUpright != wantsUpright)
        *image = makeUpright(std::move(*image), wantsUpright ? header->orientation : reversed(header->orientation));
    // Callers plan with the header's size; a decoder that sees another one has been given nonsense.
    const int width = wantsUpright ? header->width() : header->storedWidth;
    const int height = wantsUpright ? header->height() : header->storedHeight;
    if (atLeast == 0 && (image->width != width || image->height != height)) {
        problem = damagedPicture(path);
        return std::nullopt;
    }
    return image;
}

std::optional<std::string> readPicture(const std::string& path, DecodeProblem& problem, const DecodeLimits& limits)
{
    FileSource source(path, problem, limits);
    if (!source.ok())
        return std::nullopt;
    std::optional<std::string> bytes = source.readAll();
    if (!bytes)
        problem = unreadablePicture(path);
    return bytes;
}

} // namespace

std::unique_lock<std::mutex> takeTurn(int64_t pixels)
{
    constexpr int64_t kLargePixels = 16'000'000;
    static std::mutex large;
    return pixels > kLargePixels ? std::unique_lock(large) : std::unique_lock<std::mutex>();
}

std::optional<Image> decodeImage(std::string_view bytes, const std::string& path, DecodeProblem& problem, const DecodeLimits& limits)
{
    return decode(bytes, path, 0, problem, limits);
}

std::optional<Image> decodeImageFile(const std::string& path, DecodeProblem& problem, const DecodeLimits& limits, Orientation orientation)
{
    const std::optional<std::string> bytes = readPicture(path, problem, limits);
    return bytes ? decode(*bytes, path, 0, problem, limits, orientation) : std::nullopt;
}

std::optional<Image> decodeReduced(const std::string& path, int atLeast, std::string& bytes, DecodeProblem& problem, const DecodeLimits& limits)
{
    std::optional<std::string> read = readPicture(path, problem, limits);
    if (!read)
        return std::nullopt;
    bytes = std::move(*read);
    return decode(bytes, path, atLeast, problem, limits);
}

std::optional<Image> decodeThumbnail(const std::string& path, int side, DecodeProblem& problem, const DecodeLimits& limits)
{
    const std::optional<std::string> bytes = readPicture(path, problem, limits);
    if (!bytes)
        return std::nullopt;
    MemorySource source(*bytes);
    const std::optional<ImageHeader> header = readHeader(source, path, problem, limits);
    if (!header)
        return std::nullopt;
    const auto turn = takeTurn(int64_t{header->storedWidth} * header->storedHeight);
    std::optional<Image> image = decode(*bytes, path, side, problem, limits);
    return image ? std::optional<Image>(shrinkToFit(*image, side)) : std::nullopt;
}

} // namespace lorikeet
