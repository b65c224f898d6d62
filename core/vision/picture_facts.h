#pragma once
/// @file What a full look at a picture tells: whether it can be used, and numbers for finding copies, blur and darkness.

#include "core/vision/decode.h"

#include <array>
#include <cstdint>
#include <memory>
#include <string>

namespace lorikeet {

/// A tiny copy for comparing pictures: 32x32 luma, then 16x16 Cb, 16x16 Cr; upright.
inline constexpr int kTinyLumaSide = 32;
inline constexpr int kTinyChromaSide = 16;
inline constexpr size_t kTinyBytes = size_t{kTinyLumaSide} * kTinyLumaSide + 2 * size_t{kTinyChromaSide} * kTinyChromaSide;

struct PictureFacts {
    std::shared_ptr<const DecodeProblem> problem; ///< null: it can be used.
    ImageFormat format = ImageFormat::Unknown;
    int32_t storedWidth = 0;     ///< Before EXIF; 0 = unknown.
    int32_t storedHeight = 0;
    int32_t orientation = 1;     ///< EXIF 1..8.
    bool isDecoded = false;      ///< What follows is known.
    std::array<uint64_t, 2> contentHash{}; ///< Of the file's bytes.
    uint64_t patternHash = 0;    ///< Perceptual: low frequencies (pHash).
    uint64_t layoutHash = 0;     ///< Perceptual: light and dark blocks (block mean).
    float sharpness = 0;         ///< Variance of the Laplacian at a long side of 512 pixels.
    float blur = 0;              ///< 0 sharp … 1 nothing but slow changes: what a second blurring leaves of its edges.
    float brightness = 0;        ///< Mean luma, 0…255.
    float contrast = 0;          ///< Standard deviation of luma.
    float texture = 0;           ///< Share of 8x8 blocks that hold edges or texture.
    uint8_t darkest = 0;         ///< Luma below which 1 % of the pixels lie.
    uint8_t lightest = 0;        ///< Luma above which 1 % of the pixels lie.
    uint8_t leastChannel = 0;    ///< Red, green or blue, whichever is least, below which 1 % of the pixels lie: colours speak against washed-out.

    int32_t width() const { return orientation >= 5 ? storedHeight : storedWidth; }
    int32_t height() const { return orientation >= 5 ? storedWidth : storedHeight; }
};

/// By the header alone: size, orientation, and problems that it shows.
PictureFacts glanceAtPicture(const std::string& path);
/// Reads and decodes the file once. `tiny` gets kTinyBytes bytes where it could be decoded, else stays empty.
PictureFacts lookAtPicture(const std::string& path, std::string& tiny);
/// The numbers of a decoded picture (whole or reduced), and its tiny copy.
void measurePicture(const Image& image, PictureFacts& facts, std::string& tiny);

} // namespace lorikeet
