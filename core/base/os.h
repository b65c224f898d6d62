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

/// Gives a file the time that the system gives to what is written now (a clock read by a program may run a little ahead of it).
/// @returns whether it could be done
bool touch(const std::string& path);

/// fsync of a file or folder. @throws Error with ExitCode::Io.
void syncPath(const std::string& path);

/// A new file (an old one is emptied) that is written from its start. Every failure is an Error with ExitCode::Io that names the path
/// and says how much was to be written and how much the disk has.
class OutputFile {
public:
    explicit OutputFile(const std::string& path);
    /// Closes without syncing where close() was not reached.
    ~OutputFile();
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;
    void write(std::string_view bytes);
    /// Bytes written so far.
    uint64_t size() const { return size_; }
    /// fsync and close.
    void close();

private:
    std::string path_;
    int descriptor_;
    uint64_t size_ = 0;
};

/// A regular file read from its start, piece by piece. A FIFO or device is never waited for, and a file that shrinks meanwhile just ends.
class InputFile {
public:
    /// @throws Error when the file is missing, not a regular file or can't be opened.
    explicit InputFile(const std::string& path);
    ~InputFile();
    InputFile(const InputFile&) = delete;
    InputFile& operator=(const InputFile&) = delete;
    /// As it was when it was opened.
    uint64_t size() const { return size_; }
    /// Reads up to `size` bytes; fewer only at the end, 0 there. @throws Error with ExitCode::Io.
    size_t read(char* bytes, size_t size);
    /// As many bytes from `offset` as there are, at most `count`. @throws Error with ExitCode::Io.
    std::string readAt(uint64_t offset, uint64_t count) const;

private:
    std::string path_;
    int descriptor_;
    uint64_t size_ = 0;
};

/// A whole file in memory, read-only, for the object's life.
class MappedFile {
public:
    /// @throws Error when the file is missing, not a regular file or can't be mapped.
    explicit MappedFile(const std::string& path);
    ~MappedFile();
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;
    /// Bytes of the file, page-aligned; empty for an empty file.
    std::string_view bytes() const { return bytes_; }

private:
    std::string_view bytes_;
};

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

/// Whether this process may write the file or make files in the folder (false on a write-protected disk).
bool isWritable(const std::string& path);
/// rename(2), which replaces a file at `to`. @throws Error with ExitCode::Io.
void renamePath(const std::string& from, const std::string& to);
/// Swaps two existing paths in one step; false where this disk can't. @throws Error with ExitCode::Io.
bool exchangePaths(const std::string& a, const std::string& b);

/// Of this process.
int64_t processId();
/// Whether a process of that number runs on this machine (it may be another one that got the number).
bool isProcessAlive(int64_t processId);

/// Since this process was started (before it replaced its program, if it did).
double processAgeSeconds();
/// Largest resident set of this process so far, in MiB.
double peakRssMib();
/// Resident set of this process now, in MiB.
double rssMib();
/// Memory that a new program could have, in MiB.
double freeMemoryMib();
/// Gives memory that was freed back to the system, after work that used much of it.
void releaseFreedMemory();
/// Free bytes on the disk that holds `path` (or its nearest existing parent).
uint64_t freeDiskBytes(const std::string& path);
/// Cores that this process may use.
int coreCount();
/// Whether the processor lists a flag, as Linux names them ("amx_bf16").
bool hasCpuFlag(const std::string& flag);
/// Full path of the running program.
std::string programPath();

namespace testing {
/// From now on, writes of OutputFile and AppendFile fail as on a full disk once they have taken `bytes`; -1 = never.
/// A program is told so by LORIKEET_TEST_FAIL_AFTER_BYTES in its environment.
void failWritesAfter(int64_t bytes);
/// From now on isWritable() says no for everything below this folder, as on a write-protected disk; "" = for nothing.
void protectFolder(const std::string& folder);
/// The process kills itself (SIGKILL) at the n-th write, sync or rename from now, counted from 1; a write has put half of its bytes by then.
/// 0 = never. A program is told so by LORIKEET_TEST_KILL_AT_STEP.
void killAtStep(int64_t step);
/// Writes, syncs and renames since killAtStep() was called.
int64_t stepsTaken();
} // namespace testing

} // namespace lorikeet::os
