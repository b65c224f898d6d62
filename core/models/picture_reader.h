#pragma once
/// @file A picture's way from its file to the family's processor: upright, LLaMA-Factory's pre-resize, then the model's own.

#include "core/models/processor.h"
#include "core/vision/decode.h"

#include <optional>
#include <string>
#include <vector>

namespace lorikeet {

struct PictureReader {
    const ImageProcessor& images;
    int64_t maxPixels = 0; ///< 0 = no limit
    int64_t minPixels = 0;
    bool keepsStored = false; ///< EXIF is ignored (Sample::keepsStoredOrientation).

    /// How large the picture is when the family's processor gets it.
    Size givenSize(Size upright) const;
    /// From the header alone; a file that stops before its end is a problem too.
    std::optional<SeenImage> measure(const std::string& file, DecodeProblem& problem) const;
    /// Decodes and appends to `pixels`. @param shown unless null, gets the uint8 picture that they were made of
    std::optional<SeenImage> read(const std::string& file, PixelData& pixels, DecodeProblem& problem, Image* shown = nullptr) const;
    /// The picture as the model sees it.
    std::optional<Image> see(const std::string& file, DecodeProblem& problem) const;

private:
    /// Whether the model takes no picture of this shape, or resizing would make one of more than 100 million pixels.
    static bool isTooNarrow(const SeenImage& seen, DecodeProblem& problem);
    SeenImage describe(const std::string& file, Size upright) const;
    /// The sizes that the picture goes through before it is given to the processor.
    std::vector<Size> resizes(Size upright) const;
    Image given(Image upright) const;
};

} // namespace lorikeet
