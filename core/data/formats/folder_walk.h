#pragma once
/// @file The files below a folder, fast enough for some hundred thousand.

#include <cstdint>
#include <functional>
#include <string>

namespace lorikeet {

struct FoundFile {
    enum class Kind { File, LinkInside, LinkOutside, Other };
    std::string relative; ///< From the folder, with `/`; bytes as the disk has them (perhaps not UTF-8).
    Kind kind = Kind::File; ///< A link is told by where its target lies: within the folder or outside it. Other = no file (a FIFO …).
};

/// Calls visit for each file below, in no order; ends early when it returns false. Hidden names and unreadable folders are left out, linked folders too.
void walkFolder(const std::string& folder, const std::function<bool(FoundFile)>& visit);

/// Whether the real place of `path` (links followed) lies in the real place of `folder`. False when either does not exist.
bool isReallyInside(const std::string& path, const std::string& folder);

/// By the name's ending.
bool isPictureName(const std::string& path);
/// ".jpg" of "a/B.JPG"; "" where there is none.
std::string lowerEnding(const std::string& path);

} // namespace lorikeet
