// Preloaded by the test of hanging folders: every look below /hanging-disk/ waits without end, as on a network folder that went away.
// No header that declares these functions is included: they are passed on by their registers.
#include <cstring>
#include <dlfcn.h>

extern "C" int pause();

namespace {

void hangBelow(long path)
{
    constexpr char kPlace[] = "/hanging-disk";
    const auto* text = reinterpret_cast<const char*>(path);
    while (text != nullptr && std::strncmp(text, kPlace, sizeof kPlace - 1) == 0)
        pause();
}

} // namespace

#define LK_HANG(function, path)                                                                                                  \
    extern "C" __attribute__((visibility("default"))) long function(long a, long b, long c, long d, long e)                      \
    {                                                                                                                            \
        static const auto next = reinterpret_cast<long (*)(long, long, long, long, long)>(dlsym(RTLD_NEXT, #function));          \
        hangBelow(path);                                                                                                         \
        return next(a, b, c, d, e);                                                                                              \
    }

LK_HANG(open, a)
LK_HANG(open64, a)
LK_HANG(openat, b)
LK_HANG(openat64, b)
LK_HANG(opendir, a)
LK_HANG(stat, a)
LK_HANG(stat64, a)
LK_HANG(lstat, a)
LK_HANG(lstat64, a)
LK_HANG(fstatat, b)
LK_HANG(fstatat64, b)
LK_HANG(statx, b)
LK_HANG(statvfs, a)
LK_HANG(statvfs64, a)
LK_HANG(access, a)
LK_HANG(faccessat, b)
LK_HANG(readlink, a)
LK_HANG(realpath, a)
