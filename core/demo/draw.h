#pragma once
/// @file Draws the sample project's pictures.

#include "core/demo/random.h"
#include "core/demo/scene.h"
#include "core/vision/image.h"

#include <string>

namespace lorikeet::demo {

/// Smooth shapes with soft shadows on a pale background. What the scene tells lies in the centred square, so that a model that crops the
/// sides still sees it. 96 to 160 pixels a side.
Image drawScene(const Scene& scene, Random& random);

/// One thing that fills most of the picture.
Image drawCloseUp(Thing thing, Random& random);

/// A digit drawn with a few strokes, then coarsened to 8×8 cells of 17 grey levels and enlarged, as scikit-learn's scanned digits look.
Image drawDigit(size_t digit, Random& random);

enum class PictureFormat { Png, Jpeg };

/// The file's bytes, with fixed encoder settings. With an EXIF orientation (3, 6 or 8; JPEG only) the pixels are stored turned, so that a
/// reader that obeys EXIF sees the picture upright.
std::string encodePicture(const Image& upright, PictureFormat format, int orientation = 1);

} // namespace lorikeet::demo
