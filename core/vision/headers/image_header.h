#pragma once
/// @file The header of a picture from any source, checked against the limits.

#include "core/vision/byte_source.h"

namespace lorikeet {

/// nullopt and `problem` where the picture can't be used; an incomplete file is no failure here. `path` is for messages.
std::optional<ImageHeader> readHeader(ByteSource& source, const std::string& path, DecodeProblem& problem, const DecodeLimits& limits);

} // namespace lorikeet
