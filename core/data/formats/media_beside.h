#pragma once
/// @file Where the pictures of a data file lie that stands alone.

#include "core/data/import_options.h"
#include "core/data/media_path.h"

#include <string>

namespace lorikeet {

/// Beside the file, in `images` and COCO's folder there, and in further folders there where they are few; then the same below `root`, the folder that
/// the file was found in ("" = none). Folders that are links which lead out are not looked into.
MediaPaths mediaBeside(const std::string& file, const ImportOptions& options, const std::string& root = {});

} // namespace lorikeet
