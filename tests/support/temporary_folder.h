#pragma once
/// @file A folder for one test, removed with it.

#include "core/base/error.h"

#include <QTemporaryDir>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace lorikeet::test {

class TemporaryFolder {
public:
    std::string path() const { return folder_.path().toStdString(); }
    std::string operator/(const std::string& name) const { return path() + "/" + name; }
    /// Writes a file below it (making its folders); returns its path.
    std::string write(const std::string& name, const std::string& bytes) const
    {
        const std::string file = *this / name;
        std::filesystem::create_directories(std::filesystem::path(file).parent_path());
        std::ofstream(file, std::ios::binary) << bytes;
        return file;
    }

private:
    QTemporaryDir folder_;
};

/// All bytes of a file, "" when there is none.
inline std::string bytesOf(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
}

/// The error that `work` ends with as "what | hint"; "" when it ends well.
template <typename Work>
std::string errorOf(Work work)
{
    try {
        work();
    } catch (const Error& e) {
        return e.message().english() + " | " + e.hint().english();
    }
    return {};
}

/// The exit code of the error that `work` ends with; Done when it ends well.
template <typename Work>
ExitCode exitCodeOf(Work work)
{
    try {
        work();
    } catch (const Error& e) {
        return e.code();
    }
    return ExitCode::Done;
}

} // namespace lorikeet::test
