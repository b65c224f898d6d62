#pragma once
/// @file EXIF orientation.

#include "core/vision/image.h"

namespace lorikeet {

/// Turns and mirrors a stored picture (EXIF 1..8) so that it is upright.
Image makeUpright(Image image, int orientation);

} // namespace lorikeet
