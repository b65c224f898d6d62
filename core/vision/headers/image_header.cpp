#include "core/vision/headers/image_header.h"

#include "core/vision/headers/headers.h"
#include "core/vision/problems.h"

namespace lorikeet {
namespace {

bool readByFormat(ByteSource& source, ImageHeader& header)
{
    switch (header.format) {
    case ImageFormat::Jpeg:
        return readJpegHeader(source, header);
    case ImageFormat::Png:
        return readPngHeader(source, header);
    case ImageFormat::Webp:
        return readWebpHeader(source, header);
    case ImageFormat::Bmp:
        return readBmpHeader(source, header);
    case ImageFormat::Gif:
        return readGifHeader(source, header);
    case ImageFormat::Tiff:
        return readTiffHeader(source, header);
    case ImageFormat::Unknown:
        break;
    }
    return false;
}

} // namespace

ImageFormat sniffImageFormat(ByteSource& source)
{
    const std::string_view head = source.view(0, 12);
    if (head.starts_with("\xFF\xD8\xFF"))
        return ImageFormat::Jpeg;
    if (head.starts_with("\x89PNG\r\n\x1A\n"))
        return ImageFormat::Png;
    if (head.size() == 12 && head.starts_with("RIFF") && head.ends_with("WEBP"))
        return ImageFormat::Webp;
    if (head.starts_with("GIF87a") || head.starts_with("GIF89a"))
        return ImageFormat::Gif;
    if (head.starts_with(std::string_view("II*\0", 4)) || head.starts_with(std::string_view("MM\0*", 4)))
        return ImageFormat::Tiff;
    if (head.starts_with("BM") && source.size() >= 26)
        return ImageFormat::Bmp;
    return ImageFormat::Unknown;
}

std::optional<ImageHeader> readHeader(ByteSource& source, const std::string& path, DecodeProblem& problem, const DecodeLimits& limits)
{
    if (source.size() == 0) {
        problem = emptyPicture(path);
        return std::nullopt;
    }
    if (source.size() > limits.maxBytes) {
        problem = tooManyBytes(path, source.size(), limits.maxBytes);
        return std::nullopt;
    }
    ImageHeader header;
    header.format = sniffImageFormat(source);
    if (header.format == ImageFormat::Unknown) {
        problem = unknownFormat(path);
        return std::nullopt;
    }
    if (!readByFormat(source, header)) {
        const bool mayBeCut = !header.isComplete || source.size() < 64;
        problem = mayBeCut ? truncatedPicture(path) : damagedPicture(path);
        return std::nullopt;
    }
    if (int64_t{header.storedWidth} * header.storedHeight > limits.maxPixels) {
        problem = tooManyPixels(path, header.storedWidth, header.storedHeight, limits.maxPixels);
        return std::nullopt;
    }
    if (header.format == ImageFormat::Webp && isAnimatedWebp(source)) {
        problem = animatedWebp(path);
        return std::nullopt;
    }
    return header;
}

std::optional<ImageHeader> readImageHeader(const std::string& path, DecodeProblem& problem, const DecodeLimits& limits)
{
    FileSource source(path, problem, limits);
    if (!source.ok())
        return std::nullopt;
    return readHeader(source, path, problem, limits);
}

} // namespace lorikeet
