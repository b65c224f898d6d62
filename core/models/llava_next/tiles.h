#pragma once
/// @file How LLaVA-NeXT cuts a picture into tiles and which of their features it keeps. The processor and the model count alike.

#include "core/vision/resize.h"

#include <vector>

namespace lorikeet {

struct AnyresLayout {
    Size canvas;               ///< The chosen resolution; the picture lies in its middle, on black.
    Size resized;              ///< The picture inside it.
    int rows = 0, columns = 0; ///< Tiles; one more shows the whole picture.
    /// The part of the feature map (rows x columns tiles of patches) that the picture covers.
    int keptTop = 0, keptLeft = 0, keptHeight = 0, keptWidth = 0;

    int tiles() const { return 1 + rows * columns; }
    /// Features: the overview's, then each kept row with a line end.
    int tokens(int patchesPerTile) const { return patchesPerTile + keptHeight * (keptWidth + 1); }
};

/// The resolution that keeps most of the picture's pixels, then wastes least; the first of equals. Width and height 0 where the picture is too
/// narrow for all of them.
Size bestResolution(Size picture, const std::vector<Size>& resolutions);

/// @param tileSide pixels @param patchesPerSide of a tile
/// @returns no tiles where the picture is too narrow for every resolution
AnyresLayout layOutTiles(Size picture, const std::vector<Size>& resolutions, int tileSide, int patchesPerSide);

} // namespace lorikeet
