#pragma once
/// @file Samples out of a project, in forms that other programs read.

#include "core/data/issue.h"
#include "core/data/sample.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace lorikeet {

enum class ExportFormat { ShareGpt, Alpaca, Llava, Csv, Sidecars };
enum class ExportPictures {
    Copied,   ///< Into the export, which is then whole by itself.
    Relative, ///< By their path from the export's folder.
    Absolute, ///< By their full path.
};

struct ExportFormatInfo {
    ExportFormat format;
    const char* name;     ///< For the command line: "sharegpt", "alpaca", "llava", "csv", "sidecars".
    const char* title;    ///< For people, English.
    const char* sentence; ///< What it is and what stays behind, English.
};
const std::vector<ExportFormatInfo>& exportFormats();
std::optional<ExportFormat> exportFormatFromName(const std::string& name);

struct ExportOptions {
    ExportFormat format = ExportFormat::ShareGpt;
    ExportPictures pictures = ExportPictures::Copied;
    std::string folder; ///< Must not be there yet, or be empty.
};

struct ExportResult {
    std::string folder;
    size_t samples = 0;
    size_t pictures = 0;           ///< Copied ones.
    std::vector<Issue> leftOut;    ///< Samples that the format has no place for, or whose picture can't be copied; `sample` is the index given.
    std::vector<Issue> lostColumns; ///< What stays behind of those that are written: a finding a further column (Sample::columns), and of text files one a kind of loss.
};

/// Writes the samples with dataset_info.json where the format has one. The folder appears whole or not at all; nothing is ever written over.
/// Preference pairs go to datasets NAME_pairs. @param progress (done, total) may return false to cancel.
/// @returns nullopt when it was cancelled. @throws Error: the folder is there already, or with ExitCode::Io.
std::optional<ExportResult> exportDataset(const std::vector<const Sample*>& samples, const ExportOptions& options,
    const std::function<bool(size_t, size_t)>& progress = {});

} // namespace lorikeet
