#pragma once
/// @file The single repairs that fixes are made of.

#include "core/data/doctor/fixes.h"

#include <map>
#include <string>
#include <vector>

namespace lorikeet {

/// One <image> a picture: marks in answers move to the first question, missing ones are written in front of it, surplus ones go (the last
/// first). Where a conversation has no question, nothing changes.
void matchPlaceholders(SampleContent& content);

/// The samples of the finding that repeat an earlier one: of each group of copies all but the first, of equal rows all but the first.
std::vector<size_t> laterCopies(const FixRequest& request, const std::vector<Sample>& samples, const DoctorReport& report);

/// All files below a folder by name.
class FolderIndex {
public:
    /// @throws Error when the folder can't be read.
    explicit FolderIndex(const std::string& folder);
    /// Gives each picture that isn't where it was said to be its new path: the longest common tail of the path wins; a name that fits
    /// several files equally well stays as it is.
    void relocate(SampleContent& content) const;
    /// "" where there is none, or more than one equally good.
    std::string find(const std::string& oldPath) const;

private:
    std::multimap<std::string, std::string> byName_; ///< Lower-case file name, path.
};

/// Without control characters and white space at its ends; line ends become \n.
std::string cleanText(const std::string& text);
/// UTF-8 that was read as Windows-1252 or Latin-1 and written as UTF-8 again, turned back: "Ã©" is "é". The same text where it isn't such
/// or can't be turned back whole.
std::string repairMojibake(const std::string& text);
/// Whether it looks as if repairMojibake would help.
bool looksLikeMojibake(const std::string& text);
std::string withoutTokens(const std::string& text, const std::vector<std::string>& tokens);

} // namespace lorikeet
