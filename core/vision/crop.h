#pragma once
/// @file A rectangle out of a picture.

#include "core/vision/image.h"

namespace lorikeet {

/// `width` x `height` pixels of `source` from (`left`, `top`) on; what lies outside it is black.
Image cutOut(const Image& source, int left, int top, int width, int height);

} // namespace lorikeet
