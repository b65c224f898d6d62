#pragma once
/// @file The sentences for what can be wrong with a picture file.

#include "core/vision/decode.h"

namespace lorikeet {

DecodeProblem missingPicture(const std::string& path);
DecodeProblem notAFile(const std::string& path);
DecodeProblem unreadablePicture(const std::string& path);
DecodeProblem emptyPicture(const std::string& path);
DecodeProblem unknownFormat(const std::string& path);
DecodeProblem animatedWebp(const std::string& path);
DecodeProblem tooManyBytes(const std::string& path, uint64_t bytes, uint64_t limit);
DecodeProblem tooManyPixels(const std::string& path, int64_t width, int64_t height, int64_t limit);
DecodeProblem truncatedPicture(const std::string& path);
/// @param detail what the decoder says, in its own words; may be empty.
DecodeProblem damagedPicture(const std::string& path, const std::string& detail = {});

} // namespace lorikeet
