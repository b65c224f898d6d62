#pragma once
/// @file A JSON or JSONL file of examples, or a text file, to samples.

#include "core/data/dataset.h"
#include "core/data/dataset_info.h"
#include "core/data/media_path.h"

namespace lorikeet {

/// Appends the file's samples and issues to `result`. Rows are parsed on all cores.
/// @param description null = found by content.
/// @param maxRows only the first ones; 0 = all.
/// @throws Error when the file as a whole can't be read.
void readJsonFileInto(Dataset& result, const std::string& file, const std::string& datasetName, const DatasetDescription* description,
    const MediaPaths& media, size_t maxRows = 0);

/// Appends a .txt file: every line is a text, as LLaMA-Factory reads it. Parameters as above.
void readTextFileInto(Dataset& result, const std::string& file, const std::string& datasetName, size_t maxRows = 0);

} // namespace lorikeet
