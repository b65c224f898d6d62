#pragma once
/// @file From a picture's path as the data file spells it to an absolute one.

#include <string>
#include <vector>

namespace lorikeet {

/// LLaMA-Factory's rule: below the media folder where that file exists, else as written from the working directory. Absolute paths and
/// `..` mean what they say. Thread-safe.
class MediaPaths {
public:
    /// @param folders tried in this order; the first is where a missing picture is said to be expected.
    explicit MediaPaths(std::vector<std::string> folders);

    /// Absolute and normalised; exists or not. `written` must be valid UTF-8 without NUL.
    std::string resolve(const std::string& written) const;

private:
    std::vector<std::string> folders_;
    std::string workingFolder_;
};

} // namespace lorikeet
