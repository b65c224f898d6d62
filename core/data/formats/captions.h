#pragma once
/// @file A folder of pictures with a text file of the same name beside each, read in two steps: names at once, captions when there is time.

#include "core/data/dataset.h"
#include "core/data/formats/folder_contents.h"

#include <string>

namespace lorikeet {

/// What is asked about each picture; the caption is the answer.
inline constexpr const char* kCaptionPrompt = "<image>\nDescribe this picture.";

/// Whether a folder (or one below it) holds a picture, by the file's ending. Links that lead out are not followed.
bool holdsPictures(const std::string& folder);

/// Whether a text lies beside any of the pictures.
bool hasCaptions(const FolderContents& contents);

/// One sample a picture, in order of the paths. Without a caption the answer is empty. Links that lead out of the folder (and of
/// options.folders) are findings and never opened; so are folders that can't be listed.
/// @param firstCaptions how many captions are read now; the rest is in Dataset::pending.
/// @param contents what was found in the folder, an absolute path.
Dataset readCaptionFolder(const std::string& folder, FolderContents contents, const ImportOptions& options = {}, size_t firstCaptions = kAllCaptions);

/// Captions of some pending samples, and what is wrong with them.
struct CaptionBatch {
    size_t begin = 0;                  ///< Index in the dataset of the first one.
    std::vector<std::string> captions; ///< UTF-8; "" where there is none or it can't be read.
    std::vector<Issue> issues;         ///< Their `sample` is an index in the dataset.
};
/// Reads captions [from, from + count) of a pending range (counted within it) on all cores. Touches no sample: for any thread.
CaptionBatch readCaptions(const PendingCaptions& pending, size_t from, size_t count);
/// Puts them into the samples' answers.
void applyCaptions(std::vector<Sample>& samples, const CaptionBatch& batch);
/// Reads everything that is pending into the dataset.
void readPendingCaptions(Dataset& dataset);

} // namespace lorikeet
