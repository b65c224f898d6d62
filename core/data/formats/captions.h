#pragma once
/// @file A folder of pictures with a text file of the same name beside each.

#include "core/data/dataset.h"

#include <string>

namespace lorikeet {

/// What is asked about each picture; the caption is the answer.
inline constexpr const char* kCaptionPrompt = "<image>\nDescribe this picture.";

/// Whether a folder (or one below it) holds a picture, by the file's ending.
bool holdsPictures(const std::string& folder);

/// One sample a picture, in order of the paths. Without a caption the answer is empty.
Dataset readCaptionFolder(const std::string& folder);

} // namespace lorikeet
