#pragma once
/// @file Pillow's antialiased resize, bit for bit.

#include "core/vision/image.h"

namespace lorikeet {

/// The numbers are those of `resample` in preprocessor_config.json.
enum class Resample { Nearest = 0, Lanczos = 1, Bilinear = 2, Bicubic = 3 };

/// Equals Pillow 13's Image.resize((width, height), filter) on 8-bit RGB.
Image resizeLikePillow(const Image& source, int width, int height, Resample filter);

/// LLaMA-Factory's pre-resize: if w*h > maxPixels then both sides × sqrt(max/(w*h)), int(); then likewise up to minPixels. Bicubic.
/// Only the size; {w, h} unchanged where it is inside the limits. A limit of 0 is none.
struct Size {
    int width = 0;
    int height = 0;
    bool operator==(const Size&) const = default;
};
Size preResizedSize(Size size, int64_t maxPixels, int64_t minPixels);

} // namespace lorikeet
