#pragma once
/// @file A look at data before it is taken in: how it is read, and what must be asked.

#include "core/data/dataset.h"

#include <string>
#include <vector>

namespace lorikeet {

/// Some text is not UTF-8.
struct EncodingQuestion {
    std::string file;
    std::string guess;    ///< A name of knownEncodings().
    std::string bytes;    ///< Some of the text, for previewText() in any encoding.
    size_t files = 1;     ///< How many files are like that.
};

struct ImportPreview {
    std::string path;
    std::string format;                     ///< As in DatasetSummary::format.
    size_t samples = 0;
    size_t pictures = 0;                    ///< Distinct ones.
    std::vector<Sample> examples;           ///< The first three that can be used, with a picture where there are any.
    std::vector<std::string> columns;       ///< Of a table: all of them, for choosing.
    std::optional<ColumnMapping> mapping;   ///< Of a table: what is taken for what.
    std::optional<EncodingQuestion> encoding;
    std::vector<std::string> outsideFolders; ///< That pictures lie in and that are not allowed; the least that would be enough.
    std::vector<Issue> issues;              ///< Of reading.
    size_t pairs = 0;                       ///< Preference pairs among the samples: kept, not learned by supervised training.
};

/// Reads everything as opening would, with these choices. Never throws for bad data; what can't be read as a whole is the only issue then, and so are
/// the whole disk and the home folder, which are no data.
ImportPreview previewImport(const std::string& path, const ImportOptions& options = {});

/// A name for a dataset from its path, with what makes no name left out: "photos" for /home/a/photos/. Doesn't look at the disk.
std::string datasetNameFor(const std::string& path);

} // namespace lorikeet
