#include "core/data/project_file.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/config/yaml_node.h"

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

std::vector<std::string> readTexts(const YAML::Node& list, const std::string& path)
{
    std::vector<std::string> result;
    if (!list || list.IsNull())
        return result;
    if (!list.IsSequence())
        fail(path, list.Mark(), "a list is expected");
    for (const YAML::Node& item : list)
        result.push_back(item.as<std::string>());
    return result;
}

constexpr std::pair<const char*, std::string ColumnMapping::*> kRoles[] = {{"picture", &ColumnMapping::picture}, {"question", &ColumnMapping::question},
    {"answer", &ColumnMapping::answer}, {"system", &ColumnMapping::system}, {"tags", &ColumnMapping::tags}};

ImportOptions readImportOptions(const YAML::Node& item, const std::string& path)
{
    ImportOptions options;
    options.encoding = item["encoding"] ? item["encoding"].as<std::string>() : "";
    options.folders = readTexts(item["folders"], path);
    if (const YAML::Node columns = item["columns"]; columns && !columns.IsNull()) {
        if (!columns.IsMap())
            fail(path, columns.Mark(), "picture, question, answer … are expected");
        options.columns.emplace();
        for (const auto& [key, member] : kRoles)
            if (columns[key])
                *options.columns.*member = columns[key].as<std::string>();
    }
    return options;
}

std::vector<ProjectDataset> readDatasets(const YAML::Node& list, const std::string& path)
{
    std::vector<ProjectDataset> result;
    for (auto& [name, datasetPath] : readNamedPaths(list, path))
        result.push_back({name, datasetPath, readImportOptions(list[result.size()], path)});
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

void emitTexts(YAML::Emitter& out, const char* key, const std::vector<std::string>& texts)
{
    if (texts.empty())
        return;
    out << YAML::Key << key << YAML::Value << YAML::BeginSeq;
    for (const std::string& text : texts)
        out << YAML::DoubleQuoted << text;
    out << YAML::EndSeq;
}

void emitDatasets(YAML::Emitter& out, const std::vector<ProjectDataset>& datasets)
{
    if (datasets.empty())
        return;
    out << YAML::Key << "datasets" << YAML::Value << YAML::BeginSeq;
    for (const ProjectDataset& dataset : datasets) {
        out << YAML::BeginMap << YAML::Key << "name" << YAML::Value << YAML::DoubleQuoted << dataset.name << YAML::Key << "path" << YAML::Value
            << YAML::DoubleQuoted << dataset.path;
        if (!dataset.options.encoding.empty())
            out << YAML::Key << "encoding" << YAML::Value << YAML::DoubleQuoted << dataset.options.encoding;
        if (dataset.options.columns) {
            out << YAML::Key << "columns" << YAML::Value << YAML::BeginMap;
            for (const auto& [key, member] : kRoles)
                out << YAML::Key << key << YAML::Value << YAML::DoubleQuoted << *dataset.options.columns.*member;
            out << YAML::EndMap;
        }
        emitTexts(out, "folders", dataset.options.folders);
        out << YAML::EndMap;
    }
    out << YAML::EndSeq;
}

} // namespace

ProjectFile ProjectFile::read(const std::string& path)
{
    const std::string text = readFile(path, uint64_t{1} << 22);
    parseYaml(text, path); // Refuses what would grow without end: aliases, deep nesting.
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
        result.datasets = readDatasets(root["datasets"], path);
        result.mediaFolders = readTexts(root["media_folders"], path);
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
    emitDatasets(out, datasets);
    emitTexts(out, "media_folders", mediaFolders);
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
