#pragma once
/// @file From a file's bytes to an upright RGB picture, as Pillow makes it (EXIF applied, then convert("RGB")).

#include "core/base/text.h"
#include "core/vision/image.h"

#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace lorikeet {

enum class ImageFormat { Unknown, Jpeg, Png, Webp, Bmp, Gif, Tiff };

/// What the header says, without decoding.
struct ImageHeader {
    ImageFormat format = ImageFormat::Unknown;
    int storedWidth = 0;  ///< As stored, before EXIF.
    int storedHeight = 0;
    int orientation = 1;  ///< EXIF 1..8.
    bool isComplete = true; ///< The end marker is there (JPEG EOI, PNG IEND, …).
    int width() const { return orientation >= 5 ? storedHeight : storedWidth; }
    int height() const { return orientation >= 5 ? storedWidth : storedHeight; }
};

struct DecodeLimits {
    int64_t maxPixels = 100'000'000;
    uint64_t maxBytes = uint64_t{1} << 30;
};

enum class Orientation {
    Upright,  ///< EXIF applied, as people see the picture.
    AsStored, ///< EXIF ignored.
};

/// Why a picture can't be used; stable names in `rule` ("image.missing", "image.empty", "image.format", "image.too_large",
/// "image.truncated", "image.damaged").
struct DecodeProblem {
    std::string rule;
    Text message;
    Text fix;
};

/// Reads only what the header needs (the first and last few KiB).
/// On failure returns nullopt and fills `problem`. An incomplete file is reported through isComplete, not as a failure.
std::optional<ImageHeader> readImageHeader(const std::string& path, DecodeProblem& problem, const DecodeLimits& limits = {});

/// Decodes in full; grey is replicated, alpha dropped, palettes looked up, EXIF applied. Never throws for bad bytes.
std::optional<Image> decodeImage(std::string_view bytes, const std::string& path, DecodeProblem& problem, const DecodeLimits& limits = {});
/// Reads the file (so that any path works, whatever its characters) and decodes it.
std::optional<Image> decodeImageFile(
    const std::string& path, DecodeProblem& problem, const DecodeLimits& limits = {}, Orientation orientation = Orientation::Upright);

/// Pictures above 16 megapixels are held one at a time, so that a few of them don't fill the memory: the lock is held as long as the picture is.
std::unique_lock<std::mutex> takeTurn(int64_t pixels);

/// As decodeImageFile, but a JPEG may come out reduced (1/8 … 8/8), its long side not below `atLeast`; all of it is read and checked all
/// the same. `bytes` gets the file.
std::optional<Image> decodeReduced(const std::string& path, int atLeast, std::string& bytes, DecodeProblem& problem, const DecodeLimits& limits = {});

/// A small upright copy for galleries, decoded at reduced size where the format allows; the long side is at most `side`.
std::optional<Image> decodeThumbnail(const std::string& path, int side, DecodeProblem& problem, const DecodeLimits& limits = {});

} // namespace lorikeet
