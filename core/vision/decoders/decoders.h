#pragma once
/// @file One decoder a library: stored orientation, 8-bit RGB.

#include "core/vision/decode.h"

namespace lorikeet {

/// Through libjpeg-turbo. `atLeast` > 0 asks for a reduced picture (1/8 … 8/8) whose long side is not below it.
std::optional<Image> decodeJpeg(std::string_view bytes, const std::string& path, int atLeast, DecodeProblem& problem);
/// The first frame, through giflib, on a canvas of the header's size.
std::optional<Image> decodeGif(std::string_view bytes, const std::string& path, const ImageHeader& header, DecodeProblem& problem);
/// PNG, WebP, BMP and TIFF through OpenCV. 16-bit samples keep their high byte (Pillow does so for colour; its grey would come out white).
/// A TIFF comes out upright.
std::optional<Image> decodeByOpenCv(std::string_view bytes, const std::string& path, const ImageHeader& header, DecodeProblem& problem);

/// Shrinks with area averaging so that the long side is at most `side`; a smaller picture stays as it is.
Image shrinkToFit(const Image& image, int side);

} // namespace lorikeet
