#pragma once
/// @file Pictures that show the same: the same bytes, or copies that were saved anew, resized or cropped a little.

#include "core/vision/picture_facts.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace lorikeet {

struct PictureGroups {
    std::vector<uint32_t> firstAlike; ///< Of each picture: the first one that shows the same (itself where it is the first or alone).
    std::vector<uint32_t> firstSame;  ///< Likewise, with the same bytes.

    bool areAlike(uint32_t a, uint32_t b) const { return firstAlike[a] == firstAlike[b]; }
};

/// Tiny copies (kTinyBytes each, "" = unknown) of some pictures, by index.
using TinyPictures = std::function<std::vector<std::string>(const std::vector<uint32_t>&)>;

/// Groups pictures by their hashes; two that look alike by hash are compared by their tiny copies, also as a part of each other.
/// `progress` is asked now and then; false ends early (the groups are incomplete then).
PictureGroups groupPictures(const std::vector<PictureFacts>& facts, const TinyPictures& tiny, const std::function<bool()>& progress = {});

/// Whether two pictures show the same, perhaps one cropped by up to about 5 % a side of the other.
bool showTheSame(const PictureFacts& a, const PictureFacts& b, const std::string& tinyA, const std::string& tinyB);

} // namespace lorikeet
