#pragma once
/// @file The files below a folder, fast enough for some hundred thousand.

#include "core/data/import_options.h"
#include "core/data/issue.h"

#include <functional>
#include <string>
#include <vector>

namespace lorikeet {

struct FoundFile {
    enum class Kind { File, LinkInside, LinkOutside, Other };
    std::string relative; ///< From the folder, with `/`; bytes as the disk has them (perhaps not UTF-8).
    Kind kind = Kind::File; ///< A link is told by where its target lies: within the folder (or an allowed one) or outside. Other = no file (a FIFO …).
};

/// Calls visit for each file below, in no order; ends early when it returns false. Hidden names are left out. A linked folder is walked where its target
/// lies within the folder or one of options.folders; no folder is walked twice.
/// @returns what was not seen: linked folders that lead out (image.outside), folders that can't be listed or reached (folder.unreadable).
std::vector<Issue> walkFolder(const std::string& folder, const ImportOptions& options, const std::function<bool(FoundFile)>& visit);

/// How to make a folder outside of the data one that may be read.
Text outsideHint(const std::string& folder);
/// A name of the disk for people, who can't read bytes that are not UTF-8.
std::string shownName(const std::string& name);

/// By the name's ending.
bool isPictureName(const std::string& path);
/// ".jpg" of "a/B.JPG"; "" where there is none.
std::string lowerEnding(const std::string& path);

} // namespace lorikeet
