#pragma once
/// @file A sample's words and pictures as one string, for finding rows that repeat others.

#include "core/data/sample.h"

#include <string>

namespace lorikeet {

/// Equal for samples that teach the same about the same pictures: white space at ends and in a row counts once.
std::string rowText(const Sample& sample);
/// Lower-case letters of ASCII, single spaces, none at the ends.
std::string plainText(std::string_view text);

} // namespace lorikeet
