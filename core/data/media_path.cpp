#include "core/data/media_path.h"

#include "core/base/file.h"

namespace lorikeet {
namespace fs = std::filesystem;

MediaPaths::MediaPaths(std::vector<std::string> folders) : folders_(std::move(folders))
{
    std::error_code error;
    workingFolder_ = toUtf8(fs::current_path(error));
}

std::string MediaPaths::resolve(const std::string& written) const
{
    const fs::path path = toPath(written);
    const fs::path working = toPath(workingFolder_);
    const auto absolute = [&](const fs::path& p) { return (p.is_absolute() ? p : working / p).lexically_normal(); };
    std::error_code error;
    for (const std::string& folder : folders_) {
        const fs::path candidate = absolute(toPath(folder) / path);
        if (fs::exists(candidate, error))
            return toUtf8(candidate);
    }
    const fs::path asWritten = absolute(path);
    if (folders_.empty() || fs::exists(asWritten, error))
        return toUtf8(asWritten);
    return toUtf8(absolute(toPath(folders_.front()) / path));
}

} // namespace lorikeet
