#pragma once
/// @file Whole-file reading, and writing that never leaves a half-written file behind. All paths are UTF-8.

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace lorikeet {

/// UTF-8 text to a path and back (std::filesystem's own conversions depend on the platform).
std::filesystem::path toPath(const std::string& utf8);
std::string toUtf8(const std::filesystem::path& path);

/// All bytes of a regular file. @throws Error naming the path when it is missing, not a regular file, larger than
/// maxBytes or unreadable.
std::string readFile(const std::string& path, uint64_t maxBytes = uint64_t{1} << 40);

/// Writes a temporary file beside `path`, fsyncs it, renames it onto `path`, fsyncs the folder.
/// @throws Error with ExitCode::Io (the old file is intact).
void writeFileAtomically(const std::string& path, std::string_view bytes);

/// mkdir -p. @throws Error with ExitCode::Io.
void makeFolders(const std::string& path);

/// A folder that appears whole or not at all: written as `NAME.tmp-…`, published by commit(). What a killed process left of the same
/// NAME is removed (an older folder that it had moved aside is put back) when the next one begins.
class FolderTransaction {
public:
    /// @throws Error with ExitCode::Io when the temporary folder can't be made.
    explicit FolderTransaction(std::string finalPath);
    FolderTransaction(const FolderTransaction&) = delete;
    FolderTransaction& operator=(const FolderTransaction&) = delete;
    /// Removes the temporary folder when commit() was not reached.
    ~FolderTransaction();

    const std::string& temporaryPath() const { return temporaryPath_; }
    /// fsyncs every file in it and the folder, renames it to the final path (an older folder there is replaced), fsyncs the
    /// parent. @throws Error with ExitCode::Io.
    void commit();

private:
    std::string finalPath_;
    std::string temporaryPath_;
    bool isCommitted_ = false;
};

} // namespace lorikeet
