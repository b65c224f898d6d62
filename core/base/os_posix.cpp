#include "core/base/os.h"

#include "core/base/error.h"
#include "core/base/file.h"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <malloc.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace lorikeet::os {
namespace {

/// Bytes that writes may still take before they fail, for tests; negative = no limit.
std::atomic<int64_t>& writeAllowance()
{
    static std::atomic<int64_t> allowance{[] {
        const char* set = std::getenv("LORIKEET_TEST_FAIL_AFTER_BYTES");
        return set && *set ? std::strtoll(set, nullptr, 10) : -1LL;
    }()};
    return allowance;
}

/// Whose files count as write-protected, for tests.
std::string& protectedFolder()
{
    static std::string folder;
    return folder;
}

struct KillPoint {
    std::atomic<int64_t> at{0}; ///< 0 = never.
    std::atomic<int64_t> taken{0};
};

KillPoint& killPoint()
{
    static KillPoint point;
    static const bool isSet = [] {
        if (const char* set = std::getenv("LORIKEET_TEST_KILL_AT_STEP"))
            point.at = std::strtoll(set, nullptr, 10);
        return true;
    }();
    static_cast<void>(isSet);
    return point;
}

/// Whether this step is the one that kills the process.
bool isLastStep()
{
    KillPoint& point = killPoint();
    return ++point.taken == point.at;
}

void passStep()
{
    if (isLastStep())
        ::raise(SIGKILL);
}

ssize_t writeSome(int descriptor, const char* bytes, size_t size)
{
    if (isLastStep()) {
        const ssize_t half = ::write(descriptor, bytes, size / 2);
        ::raise(SIGKILL);
        return half;
    }
    int64_t allowed = writeAllowance();
    if (allowed >= 0) {
        if (allowed == 0) {
            errno = ENOSPC;
            return -1;
        }
        size = std::min(size, static_cast<size_t>(allowed));
        writeAllowance() = allowed - static_cast<int64_t>(size);
    }
    return ::write(descriptor, bytes, size);
}

int openRetrying(const std::string& path, int flags)
{
    int descriptor = -1;
    do {
        descriptor = ::open(path.c_str(), flags | O_CLOEXEC, 0644);
    } while (descriptor < 0 && errno == EINTR);
    return descriptor;
}

[[noreturn]] void throwIo(const char* sentence, const std::string& path)
{
    const int reason = errno;
    throw Error(Text(sentence, path, std::strerror(reason)), LK_TEXT("Check the permissions and the free space of that disk."), ExitCode::Io);
}

[[noreturn]] void throwWriteFailed(const std::string& path, uint64_t wanted)
{
    const int reason = errno;
    if (reason != ENOSPC && reason != EDQUOT && reason != EFBIG) {
        errno = reason;
        throwIo(LK_TEXT("Can't write %1: %2."), path);
    }
    throw Error(Text(LK_TEXT("The disk is full: %1 can't be written, %2 more bytes are needed (%3 are free)."), path, wanted, freeDiskBytes(path)),
        LK_TEXT("Free some space on that disk, or choose an output folder on another one."), ExitCode::Io);
}

void writeAll(int descriptor, std::string_view bytes, const std::string& path)
{
    while (!bytes.empty()) {
        const ssize_t taken = writeSome(descriptor, bytes.data(), bytes.size());
        if (taken < 0 && errno == EINTR)
            continue;
        if (taken < 0)
            throwWriteFailed(path, bytes.size());
        bytes.remove_prefix(static_cast<size_t>(taken));
    }
}

struct flock wholeFile()
{
    struct flock region = {};
    region.l_type = F_WRLCK;
    region.l_whence = SEEK_SET;
    return region;
}

} // namespace

std::unique_ptr<FileLock> FileLock::tryLock(const std::string& path)
{
    const int descriptor = openRetrying(path, O_RDWR | O_CREAT);
    if (descriptor < 0)
        throwIo(LK_TEXT("Can't open the lock %1: %2."), path);
    std::unique_ptr<FileLock> lock(new FileLock(descriptor));
    struct flock region = wholeFile();
    if (::fcntl(descriptor, F_OFD_SETLK, &region) == 0)
        return lock;
    if (errno == EAGAIN || errno == EACCES)
        return nullptr;
    throwIo(LK_TEXT("Can't lock %1: %2."), path);
}

bool FileLock::isHeld(const std::string& path)
{
    const int descriptor = openRetrying(path, O_RDONLY);
    if (descriptor < 0) {
        if (errno == ENOENT || errno == ENOTDIR)
            return false;
        throwIo(LK_TEXT("Can't open the lock %1: %2."), path);
    }
    struct flock region = wholeFile();
    const int result = ::fcntl(descriptor, F_OFD_GETLK, &region);
    const int reason = errno;
    ::close(descriptor);
    errno = reason;
    if (result != 0)
        throwIo(LK_TEXT("Can't look at the lock %1: %2."), path);
    return region.l_type != F_UNLCK;
}

FileLock::~FileLock()
{
    ::close(descriptor_);
}

bool touch(const std::string& path)
{
    return ::utimensat(AT_FDCWD, path.c_str(), nullptr, 0) == 0;
}

void syncPath(const std::string& path)
{
    const int descriptor = openRetrying(path, O_RDONLY);
    if (descriptor < 0)
        throwIo(LK_TEXT("Can't open %1: %2."), path);
    passStep();
    int result = 0;
    do {
        result = ::fsync(descriptor);
    } while (result != 0 && errno == EINTR);
    const int reason = errno;
    ::close(descriptor);
    errno = reason;
    if (result != 0 && reason != EINVAL) // EINVAL: a file system that has nothing to sync
        throwIo(LK_TEXT("Can't bring %1 to the disk: %2."), path);
}

OutputFile::OutputFile(const std::string& path) : path_(path), descriptor_(openRetrying(path, O_WRONLY | O_CREAT | O_TRUNC))
{
    if (descriptor_ < 0)
        throwIo(LK_TEXT("Can't write %1: %2."), path_);
}

OutputFile::~OutputFile()
{
    if (descriptor_ >= 0)
        ::close(descriptor_);
}

void OutputFile::write(std::string_view bytes)
{
    writeAll(descriptor_, bytes, path_);
    size_ += bytes.size();
}

void OutputFile::close()
{
    LK_ASSERT(descriptor_ >= 0);
    passStep();
    int result = 0;
    do {
        result = ::fsync(descriptor_);
    } while (result != 0 && errno == EINTR);
    if (result != 0 && errno != EINVAL)
        throwWriteFailed(path_, size_);
    result = ::close(descriptor_);
    descriptor_ = -1;
    if (result != 0 && errno != EINTR)
        throwWriteFailed(path_, size_);
}

InputFile::InputFile(const std::string& path) : path_(path), descriptor_(openRetrying(path, O_RDONLY | O_NONBLOCK))
{
    if (descriptor_ < 0 && (errno == ENOENT || errno == ENOTDIR))
        throw Error(Text(LK_TEXT("The file %1 does not exist."), path), LK_TEXT("Check the path."));
    if (descriptor_ < 0)
        throw Error(Text(LK_TEXT("Can't read %1: %2."), path, std::strerror(errno)), LK_TEXT("Check its name and its permissions."));
    struct stat info = {};
    if (::fstat(descriptor_, &info) == 0 && S_ISREG(info.st_mode)) {
        size_ = static_cast<uint64_t>(info.st_size);
        return;
    }
    ::close(descriptor_);
    throw Error(Text(LK_TEXT("%1 is not a file."), path), LK_TEXT("Name a file, not a folder or device."));
}

InputFile::~InputFile()
{
    ::close(descriptor_);
}

size_t InputFile::read(char* bytes, size_t size)
{
    size_t done = 0;
    while (done < size) {
        const ssize_t taken = ::read(descriptor_, bytes + done, size - done);
        if (taken < 0 && errno == EINTR)
            continue;
        if (taken < 0)
            throw Error(Text(LK_TEXT("Can't read %1: %2."), path_, std::strerror(errno)), LK_TEXT("Check the disk."), ExitCode::Io);
        if (taken == 0)
            break;
        done += static_cast<size_t>(taken);
    }
    return done;
}

std::string InputFile::readAt(uint64_t offset, uint64_t count) const
{
    std::string bytes(offset < size_ ? std::min(count, size_ - offset) : 0, '\0');
    size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t taken = ::pread(descriptor_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(offset + done));
        if (taken < 0 && errno == EINTR)
            continue;
        if (taken < 0)
            throwIo(LK_TEXT("Can't read %1: %2."), path_);
        if (taken == 0)
            break;
        done += static_cast<size_t>(taken);
    }
    bytes.resize(done);
    return bytes;
}

MappedFile::MappedFile(const std::string& path)
{
    const int descriptor = openRetrying(path, O_RDONLY | O_NONBLOCK);
    if (descriptor < 0)
        throw Error(Text(LK_TEXT("Can't open %1: %2."), path, std::strerror(errno)), LK_TEXT("Check that the file exists and may be read."));
    struct stat info = {};
    const bool isFile = ::fstat(descriptor, &info) == 0 && S_ISREG(info.st_mode);
    const auto size = static_cast<size_t>(isFile ? info.st_size : 0);
    void* address = size > 0 ? ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0) : nullptr;
    const int reason = errno;
    ::close(descriptor);
    if (!isFile)
        throw Error(Text(LK_TEXT("%1 is not a file."), path), LK_TEXT("Name a file, not a folder or device."));
    if (address == MAP_FAILED)
        throw Error(Text(LK_TEXT("Can't map %1: %2."), path, std::strerror(reason)), LK_TEXT("Close other programs or check the disk."), ExitCode::Io);
    bytes_ = std::string_view(static_cast<const char*>(address), size);
}

MappedFile::~MappedFile()
{
    if (!bytes_.empty())
        ::munmap(const_cast<char*>(bytes_.data()), bytes_.size());
}

AppendFile::AppendFile(const std::string& path) : path_(path), descriptor_(openRetrying(path, O_WRONLY | O_CREAT | O_APPEND))
{
    if (descriptor_ < 0)
        throwIo(LK_TEXT("Can't append to %1: %2."), path_);
}

AppendFile::~AppendFile()
{
    ::close(descriptor_);
}

void AppendFile::write(std::string_view bytes)
{
    ssize_t taken = -1;
    do {
        taken = writeSome(descriptor_, bytes.data(), bytes.size());
    } while (taken < 0 && errno == EINTR);
    if (taken >= 0 && static_cast<size_t>(taken) < bytes.size())
        errno = ENOSPC;
    if (taken < 0 || static_cast<size_t>(taken) < bytes.size())
        throwWriteFailed(path_, bytes.size() - static_cast<size_t>(std::max<ssize_t>(taken, 0)));
}

void AppendFile::sync()
{
    passStep();
    if (::fdatasync(descriptor_) != 0 && errno != EINVAL)
        throwIo(LK_TEXT("Can't bring %1 to the disk: %2."), path_);
}

bool isWritable(const std::string& path)
{
    const bool isProtected = !protectedFolder().empty() && path.starts_with(protectedFolder());
    return !isProtected && ::access(path.c_str(), W_OK) == 0;
}

void renamePath(const std::string& from, const std::string& to)
{
    passStep();
    if (::rename(from.c_str(), to.c_str()) != 0)
        throwIo(LK_TEXT("Can't put %1 into its place: %2."), to);
}

bool exchangePaths(const std::string& a, const std::string& b)
{
    if (::renameat2(AT_FDCWD, a.c_str(), AT_FDCWD, b.c_str(), RENAME_EXCHANGE) == 0)
        return true;
    if (errno == EINVAL || errno == ENOSYS || errno == ENOTSUP)
        return false;
    throwIo(LK_TEXT("Can't replace %1: %2."), b);
}

void releaseFreedMemory()
{
    ::malloc_trim(0);
}

int64_t processId()
{
    return ::getpid();
}

bool isProcessAlive(int64_t processId)
{
    return ::kill(static_cast<pid_t>(processId), 0) == 0 || errno != ESRCH;
}

void testing::failWritesAfter(int64_t bytes)
{
    writeAllowance() = bytes;
}

void testing::protectFolder(const std::string& folder)
{
    protectedFolder() = folder;
}

void testing::killAtStep(int64_t step)
{
    killPoint().taken = 0;
    killPoint().at = step;
}

int64_t testing::stepsTaken()
{
    return killPoint().taken;
}

} // namespace lorikeet::os
