#pragma once
/// @file How much two tiny copies of pictures differ, one laid upon the other as well as it goes.

#include <string>

namespace lorikeet {

struct TinyDifference {
    float worst = 255;     ///< Mean difference of the block that differs most, of 8x8: luma or colour.
    bool isWhole = false;  ///< Nothing was cropped away.
};

/// The smallest of: as they are; `a` cropped a little to give `b`; `b` cropped to give `a`. Both hold kTinyBytes bytes.
TinyDifference compareTiny(const std::string& a, const std::string& b);

} // namespace lorikeet
