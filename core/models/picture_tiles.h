#pragma once
/// @file Pictures that reach the model in several square tiles of one size.

#include "core/models/family.h"
#include "core/models/preprocessor_config.h"
#include "core/vision/image.h"

#include <string>
#include <vector>

namespace lorikeet {

/// The tiles of a canvas whose sides are multiples of `side`, row by row.
std::vector<Image> cutTiles(const Image& canvas, int side);

/// Appends one picture's tiles, all of one size, and their number.
void appendTiles(const std::vector<Image>& tiles, const PixelTable& table, TileLayout layout, PixelData& pixels);

/// `text` × `count`.
std::string repeated(const std::string& text, int count);

} // namespace lorikeet
