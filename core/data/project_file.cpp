#include "core/data/project_file.h"

#include "core/base/error.h"
#include "core/base/file.h"

#include <yaml-cpp/yaml.h>

namespace lorikeet {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

[[noreturn]] void fail(const std::string& path, const YAML::Mark& mark, const std::string& reason)
{
    throw Error(Text(LK_TEXT("Project file %1 can't be read: line %2: %3."), path, mark.line + 1, reason),
        LK_TEXT("Correct that line, or put back a copy of the file."));
}

/// A list of {name, path}.
Pairs readNamedPaths(const YAML::Node& list, const std::string& path)
{
    Pairs result;
    if (!list || list.IsNull())
        return result;
    if (!list.IsSequence())
        fail(path, list.Mark(), "a list is expected");
    for (const YAML::Node& item : list) {
        if (!item.IsMap() || !item["name"] || !item["path"])
            fail(path, item.Mark(), "name and path are expected");
        result.emplace_back(item["name"].as<std::string>(), item["path"].as<std::string>());
    }
    return result;
}

Pairs readPreferences(const YAML::Node& map, const std::string& path)
{
    Pairs result;
    if (!map || map.IsNull())
        return result;
    if (!map.IsMap())
        fail(path, map.Mark(), "key: value pairs are expected");
    for (const auto& item : map)
        result.emplace_back(item.first.as<std::string>(), item.second.as<std::string>());
    return result;
}

void emitNamedPaths(YAML::Emitter& out, const char* key, const Pairs& pairs)
{
    if (pairs.empty())
        return;
    out << YAML::Key << key << YAML::Value << YAML::BeginSeq;
    for (const auto& [name, path] : pairs)
        out << YAML::BeginMap << YAML::Key << "name" << YAML::Value << YAML::DoubleQuoted << name << YAML::Key << "path" << YAML::Value
            << YAML::DoubleQuoted << path << YAML::EndMap;
    out << YAML::EndSeq;
}

} // namespace

ProjectFile ProjectFile::read(const std::string& path)
{
    const std::string text = readFile(path, uint64_t{1} << 26);
    try {
        const YAML::Node root = YAML::Load(text);
        if (!root.IsMap())
            fail(path, root.Mark(), "key: value pairs are expected");
        const int version = root["version"] ? root["version"].as<int>() : kVersion;
        if (version > kVersion)
            throw Error(Text(LK_TEXT("Project file %1 is of version %2; this program knows version %3."), path, version, kVersion),
                LK_TEXT("Open it with a newer Lorikeet."));
        ProjectFile result;
        result.name = root["name"] ? root["name"].as<std::string>() : "";
        result.datasets = readNamedPaths(root["datasets"], path);
        result.models = readNamedPaths(root["models"], path);
        result.preferences = readPreferences(root["preferences"], path);
        return result;
    } catch (const YAML::Exception& error) {
        fail(path, error.mark, error.msg);
    }
}

void ProjectFile::write(const std::string& path) const
{
    YAML::Emitter out;
    out << YAML::Comment("A Lorikeet project: open this folder in the window.") << YAML::Newline;
    out << YAML::BeginMap << YAML::Key << "version" << YAML::Value << kVersion;
    out << YAML::Key << "name" << YAML::Value << YAML::DoubleQuoted << name;
    emitNamedPaths(out, "datasets", datasets);
    emitNamedPaths(out, "models", models);
    if (!preferences.empty()) {
        out << YAML::Key << "preferences" << YAML::Value << YAML::BeginMap;
        for (const auto& [key, value] : preferences)
            out << YAML::Key << key << YAML::Value << YAML::DoubleQuoted << value;
        out << YAML::EndMap;
    }
    out << YAML::EndMap;
    writeFileAtomically(path, std::string(out.c_str()) + "\n");
}

} // namespace lorikeet
