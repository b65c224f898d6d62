#include "core/base/resources.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/os.h"

#include <cstdlib>

namespace lorikeet {

std::string resourcePath(const std::string& relative)
{
    namespace fs = std::filesystem;
    std::vector<fs::path> places;
    if (const char* set = std::getenv("LORIKEET_RESOURCES"); set && *set)
        places.push_back(toPath(set));
    if (const std::string program = os::programPath(); !program.empty())
        places.push_back(toPath(program).parent_path().parent_path() / "share" / "lorikeet");
    places.push_back(toPath(LORIKEET_RESOURCE_DIR));
    std::string tried;
    for (const auto& place : places) {
        std::error_code ignoredIsMissing;
        const fs::path file = fs::absolute(place / toPath(relative), ignoredIsMissing).lexically_normal();
        if (fs::exists(file, ignoredIsMissing))
            return toUtf8(file);
        tried += (tried.empty() ? "" : ", ") + toUtf8(place);
    }
    throw Error(Text(LK_TEXT("The file %1 that comes with Lorikeet is missing; looked in %2."), relative, tried),
        LK_TEXT("Install Lorikeet again, or set LORIKEET_RESOURCES to its resources folder."));
}

std::string version()
{
    return LORIKEET_VERSION;
}

} // namespace lorikeet
