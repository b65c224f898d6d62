#pragma once
/// @file The operating system's calls that std:: lacks; os_posix.cpp is their only implementation so far.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace lorikeet::os {

/// An advisory lock held for the object's life (F_OFD_SETLK on a close-on-exec descriptor).
class FileLock {
public:
    /// Takes the lock, making the file where needed; null when somebody else holds it.
    /// @throws Error with ExitCode::Io when the file can't be opened.
    static std::unique_ptr<FileLock> tryLock(const std::string& path);
    /// Whether another process (or another FileLock) holds it now (F_OFD_GETLK); false when there is no such file.
    static bool isHeld(const std::string& path);
    ~FileLock();
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;

private:
    explicit FileLock(int descriptor) : descriptor_(descriptor) {}
    int descriptor_;
};

/// fsync of a file or folder. @throws Error with ExitCode::Io.
void syncPath(const std::string& path);

/// Appends bytes with one write() call to a file opened with O_APPEND.
class AppendFile {
public:
    /// @throws Error with ExitCode::Io.
    explicit AppendFile(const std::string& path);
    ~AppendFile();
    AppendFile(const AppendFile&) = delete;
    AppendFile& operator=(const AppendFile&) = delete;
    /// @throws Error with ExitCode::Io when not all bytes were taken.
    void write(std::string_view bytes);
    /// fdatasync. @throws Error with ExitCode::Io.
    void sync();

private:
    std::string path_;
    int descriptor_;
};

/// Largest resident set of this process so far, in MiB.
double peakRssMib();
/// Resident set of this process now, in MiB.
double rssMib();
/// Memory that a new program could have, in MiB.
double freeMemoryMib();
/// Free bytes on the disk that holds `path` (or its nearest existing parent).
uint64_t freeDiskBytes(const std::string& path);
/// Cores that this process may use.
int coreCount();
/// Full path of the running program.
std::string programPath();

} // namespace lorikeet::os
