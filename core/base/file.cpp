#include "core/base/file.h"

#include "core/base/error.h"
#include "core/base/os.h"
#include "core/base/strings.h"

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <random>

namespace lorikeet {
namespace fs = std::filesystem;
namespace {

/// Tells this process from an earlier one that had the same number.
std::string processToken()
{
    static const unsigned token = std::random_device{}();
    return fmt::format("{}-{:08x}", os::processId(), token);
}

std::string uniqueSuffix()
{
    static std::atomic<int> count{0};
    return fmt::format("{}-{}", processToken(), ++count);
}

std::string parentOf(const std::string& path)
{
    const fs::path parent = toPath(path).parent_path();
    return parent.empty() ? "." : toUtf8(parent);
}

[[noreturn]] void throwIo(const std::string& what, const std::string& path, const std::error_code& code)
{
    throw Error(Text(LK_TEXT("Can't %1 %2: %3."), what, path, code.message()), LK_TEXT("Check the permissions and the free space of that disk."),
        ExitCode::Io);
}

void removeTree(const std::string& path)
{
    std::error_code code;
    fs::remove_all(toPath(path), code);
    if (code)
        throwIo("remove", path, code);
}

void syncTree(const std::string& folder)
{
    std::error_code code;
    fs::recursive_directory_iterator it(toPath(folder), code);
    for (; !code && it != fs::recursive_directory_iterator(); it.increment(code))
        if (!it->is_symlink() && (it->is_regular_file() || it->is_directory()))
            os::syncPath(toUtf8(it->path()));
    if (code)
        throwIo("read", folder, code);
    os::syncPath(folder);
}

/// Names in `parent` that begin with `prefix`, with what follows it.
std::vector<std::pair<std::string, std::string>> siblings(const std::string& finalPath, const std::string& mark)
{
    const std::string prefix = toUtf8(toPath(finalPath).filename()) + mark;
    std::vector<std::pair<std::string, std::string>> found;
    std::error_code code;
    fs::directory_iterator it(toPath(parentOf(finalPath)), code);
    for (; !code && it != fs::directory_iterator(); it.increment(code))
        if (const std::string name = toUtf8(it->path().filename()); name.starts_with(prefix))
            found.emplace_back(toUtf8(it->path()), name.substr(prefix.size()));
    return found;
}

/// `PID-TOKEN-COUNT` of a process that no longer lives (ours by number, but not by token, is an earlier one).
bool isOfDeadProcess(const std::string& suffix)
{
    const auto parts = split(suffix, '-');
    if (parts.size() != 3 || parts[0].empty() || parts[0].find_first_not_of("0123456789") != std::string::npos || parts[0].size() > 10)
        return false;
    if (suffix.starts_with(processToken() + "-"))
        return false;
    const int64_t owner = std::stoll(parts[0]);
    return owner == os::processId() || !os::isProcessAlive(owner);
}

void cleanUpAfterDeadProcesses(const std::string& finalPath)
{
    for (const auto& [path, suffix] : siblings(finalPath, ".old-")) {
        if (!isOfDeadProcess(suffix))
            continue;
        if (fs::exists(toPath(finalPath)))
            removeTree(path);
        else
            os::renamePath(path, finalPath);
    }
    for (const auto& [path, suffix] : siblings(finalPath, ".tmp-"))
        if (isOfDeadProcess(suffix))
            removeTree(path);
}

} // namespace

fs::path toPath(const std::string& utf8)
{
    return fs::path(std::u8string(utf8.begin(), utf8.end()));
}

std::string toUtf8(const fs::path& path)
{
    const std::u8string text = path.u8string();
    return std::string(text.begin(), text.end());
}

std::string readFile(const std::string& path, uint64_t maxBytes)
{
    os::InputFile file(path);
    if (file.size() > maxBytes)
        throw Error(Text(LK_TEXT("%1 is too large: %2 bytes, at most %3 are read."), path, file.size(), maxBytes), LK_TEXT("Check that it is the right file."));
    std::string bytes(file.size(), '\0');
    bytes.resize(file.read(bytes.data(), bytes.size()));
    return bytes;
}

void writeFileAtomically(const std::string& path, std::string_view bytes)
{
    const std::string temporary = path + ".tmp-" + uniqueSuffix();
    try {
        os::OutputFile file(temporary);
        file.write(bytes);
        file.close();
        os::renamePath(temporary, path);
    } catch (const Error&) {
        std::error_code leftIfItFails;
        fs::remove(toPath(temporary), leftIfItFails);
        throw;
    }
    os::syncPath(parentOf(path));
}

void makeFolders(const std::string& path)
{
    std::error_code code;
    fs::create_directories(toPath(path), code);
    if (code)
        throwIo("make the folder", path, code);
    if (!fs::is_directory(toPath(path), code))
        throw Error(Text(LK_TEXT("%1 is not a folder."), path), LK_TEXT("Choose another folder."), ExitCode::Io);
}

FolderTransaction::FolderTransaction(std::string finalPath) : finalPath_(std::move(finalPath))
{
    while (finalPath_.size() > 1 && finalPath_.back() == '/')
        finalPath_.pop_back();
    makeFolders(parentOf(finalPath_));
    cleanUpAfterDeadProcesses(finalPath_);
    temporaryPath_ = finalPath_ + ".tmp-" + uniqueSuffix();
    makeFolders(temporaryPath_);
}

FolderTransaction::~FolderTransaction()
{
    if (isCommitted_)
        return;
    std::error_code leftForTheNext;
    fs::remove_all(toPath(temporaryPath_), leftForTheNext);
}

void FolderTransaction::commit()
{
    LK_ASSERT(!isCommitted_);
    syncTree(temporaryPath_);
    if (!fs::exists(toPath(finalPath_))) {
        os::renamePath(temporaryPath_, finalPath_);
        isCommitted_ = true;
        os::syncPath(parentOf(finalPath_));
        return;
    }
    // The older folder is deleted only after the new one stands at its place on the disk.
    std::string old = temporaryPath_;
    if (!os::exchangePaths(temporaryPath_, finalPath_)) {
        old = finalPath_ + ".old-" + uniqueSuffix();
        os::renamePath(finalPath_, old);
        try {
            os::renamePath(temporaryPath_, finalPath_);
        } catch (const Error&) {
            os::renamePath(old, finalPath_);
            throw;
        }
    }
    isCommitted_ = true;
    os::syncPath(parentOf(finalPath_));
    removeTree(old);
}

} // namespace lorikeet
