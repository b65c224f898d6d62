#pragma once
/// @file project.lorikeet: YAML.

#include "core/data/filter/filter.h"
#include "core/data/import_options.h"
#include "core/data/split_plan.h"

#include <string>
#include <utility>
#include <vector>

namespace lorikeet {

/// A dataset outside data/: where it is, and how it is read.
struct ProjectDataset {
    std::string name;
    std::string path;
    ImportOptions options;
    std::string others = {}; ///< Keys that this version doesn't know, as YAML; they are kept.
};

struct ProjectFile {
    static constexpr const char* kFileName = "project.lorikeet";
    static constexpr int kVersion = 1;

    std::string name;
    std::vector<ProjectDataset> datasets;
    std::vector<std::string> mediaFolders; ///< `media_folders`: further folders whose pictures every dataset may use.
    std::vector<std::pair<std::string, std::string>> models;   ///< Name, path: those outside models/.
    std::vector<std::pair<std::string, std::string>> preferences;
    SplitPlan split;
    std::vector<SavedView> views;
    std::string others; ///< Keys that this version doesn't know, as YAML; they are kept.

    /// @throws Error naming file and line when it is missing, malformed or of a later version.
    static ProjectFile read(const std::string& path);
    /// Atomically. @throws Error with ExitCode::Io.
    void write(const std::string& path) const;
};

} // namespace lorikeet
