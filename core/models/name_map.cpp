#include "core/models/name_map.h"

namespace lorikeet {
namespace {

std::string replaced(std::string_view from, std::string_view to, const std::string& name)
{
    return std::string(to).append(name, from.size());
}

} // namespace

std::string toModuleName(std::span<const NamePrefix> map, const std::string& nameInFile)
{
    for (const NamePrefix& prefix : map)
        if (nameInFile.starts_with(prefix.inFile))
            return replaced(prefix.inFile, prefix.inModule, nameInFile);
    return nameInFile;
}

std::string toFileName(std::span<const NamePrefix> map, const std::string& moduleName)
{
    for (const NamePrefix& prefix : map)
        if (moduleName.starts_with(prefix.inModule))
            return replaced(prefix.inModule, prefix.inFile, moduleName);
    return moduleName;
}

} // namespace lorikeet
