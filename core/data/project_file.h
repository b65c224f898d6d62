#pragma once
/// @file project.lorikeet: YAML.

#include <string>
#include <utility>
#include <vector>

namespace lorikeet {

struct ProjectFile {
    static constexpr const char* kFileName = "project.lorikeet";
    static constexpr int kVersion = 1;

    std::string name;
    std::vector<std::pair<std::string, std::string>> datasets; ///< Name, path: those outside data/.
    std::vector<std::pair<std::string, std::string>> models;   ///< Name, path: those outside models/.
    std::vector<std::pair<std::string, std::string>> preferences;

    /// @throws Error naming file and line when it is missing, malformed or of a later version.
    static ProjectFile read(const std::string& path);
    /// Atomically. @throws Error with ExitCode::Io.
    void write(const std::string& path) const;
};

} // namespace lorikeet
