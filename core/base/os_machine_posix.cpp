// What the machine has: memory, disk, cores. The other half of os_posix.cpp.
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/os.h"
#include "core/base/strings.h"

#include <cstdlib>
#include <fstream>
#include <sched.h>
#include <sstream>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace lorikeet::os {
namespace {

constexpr double kMib = 1024.0 * 1024.0;

/// First number of a one-line file in /proc or /sys; nullopt where there is none ("max").
std::optional<double> readNumber(const std::string& path)
{
    std::ifstream file(path);
    double value = 0;
    if (file >> value)
        return value;
    return std::nullopt;
}

/// A `Key:  123 kB` line of a file in /proc, in MiB.
std::optional<double> readProcMib(const std::string& path, const std::string& key)
{
    std::ifstream file(path);
    std::string line;
    while (std::getline(file, line))
        if (line.starts_with(key + ":"))
            return std::strtod(line.c_str() + key.size() + 1, nullptr) / 1024.0;
    return std::nullopt;
}

} // namespace

double processAgeSeconds()
{
    constexpr int kFieldsUntilStart = 20; // after the program's name in parentheses
    std::ifstream file("/proc/self/stat");
    std::string line;
    std::getline(file, line);
    std::istringstream fields(line.substr(line.rfind(')') + 1));
    std::string field;
    for (int i = 0; i < kFieldsUntilStart; ++i)
        fields >> field;
    const double started = std::strtod(field.c_str(), nullptr) / static_cast<double>(::sysconf(_SC_CLK_TCK));
    return std::max(0.0, readNumber("/proc/uptime").value_or(started) - started);
}

double peakRssMib()
{
    struct rusage usage = {};
    LK_ASSERT(::getrusage(RUSAGE_SELF, &usage) == 0);
    return static_cast<double>(usage.ru_maxrss) / 1024.0;
}

double rssMib()
{
    return readProcMib("/proc/self/status", "VmRSS").value_or(peakRssMib());
}

double freeMemoryMib()
{
    double result = readProcMib("/proc/meminfo", "MemAvailable").value_or(0);
    const std::pair<const char*, const char*> limits[] = {
        {"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory.current"},
        {"/sys/fs/cgroup/memory/memory.limit_in_bytes", "/sys/fs/cgroup/memory/memory.usage_in_bytes"},
    };
    for (const auto& [maximum, used] : limits) {
        const auto maximumBytes = readNumber(maximum);
        const auto usedBytes = readNumber(used);
        if (maximumBytes && usedBytes)
            result = std::min(result, std::max(0.0, (*maximumBytes - *usedBytes) / kMib));
    }
    return result;
}

uint64_t freeDiskBytes(const std::string& path)
{
    std::error_code code;
    std::filesystem::path place = std::filesystem::absolute(toPath(path), code);
    while (!std::filesystem::exists(place, code) && place.has_relative_path())
        place = place.parent_path();
    struct statvfs info = {};
    if (::statvfs(place.c_str(), &info) != 0)
        return 0;
    return static_cast<uint64_t>(info.f_bavail) * static_cast<uint64_t>(info.f_frsize);
}

int coreCount()
{
    cpu_set_t allowed;
    CPU_ZERO(&allowed);
    int cores = ::sched_getaffinity(0, sizeof allowed, &allowed) == 0 ? CPU_COUNT(&allowed) : 1;
    std::ifstream quota("/sys/fs/cgroup/cpu.max"); // "max 100000" or "150000 100000"
    double time = 0, period = 0;
    if (quota >> time >> period && period > 0)
        cores = std::min(cores, static_cast<int>((time + period - 1) / period));
    return std::max(1, cores);
}

bool hasCpuFlag(const std::string& flag)
{
    std::ifstream file("/proc/cpuinfo");
    std::string line;
    while (std::getline(file, line)) {
        if (!line.starts_with("flags"))
            continue;
        std::istringstream words(line);
        for (std::string word; words >> word;)
            if (word == flag)
                return true;
        return false; // every core has the same
    }
    return false;
}

std::string programPath()
{
    std::error_code unknown;
    return toUtf8(std::filesystem::read_symlink("/proc/self/exe", unknown));
}

} // namespace lorikeet::os
