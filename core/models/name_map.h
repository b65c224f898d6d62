#pragma once
/// @file Names of tensors in files and names of modules, by their beginnings.

#include <span>
#include <string>
#include <string_view>

namespace lorikeet {

struct NamePrefix {
    std::string_view inFile;
    std::string_view inModule;
};

/// The first entry whose `inFile` the name begins with decides; other names come back unchanged.
std::string toModuleName(std::span<const NamePrefix> map, const std::string& nameInFile);
/// The first entry whose `inModule` the name begins with decides.
std::string toFileName(std::span<const NamePrefix> map, const std::string& moduleName);

} // namespace lorikeet
