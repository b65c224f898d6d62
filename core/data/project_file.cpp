#include "core/data/project_file.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/config/yaml_node.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cmath>

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

/// Keys of a map that this version doesn't know, as YAML.
std::string readOthers(const YAML::Node& map, std::initializer_list<std::string_view> known)
{
    YAML::Emitter out;
    out << YAML::BeginMap;
    bool isEmpty = true;
    for (const auto& item : map) {
        const auto key = item.first.as<std::string>();
        if (std::find(known.begin(), known.end(), key) != known.end())
            continue;
        out << YAML::Key << item.first << YAML::Value << item.second;
        isEmpty = false;
    }
    out << YAML::EndMap;
    return isEmpty ? std::string() : std::string(out.c_str());
}

/// Behind the known keys of a map.
void emitOthers(YAML::Emitter& out, const std::string& others)
{
    if (others.empty())
        return;
    for (const auto& item : YAML::Load(others))
        out << YAML::Key << item.first << YAML::Value << item.second;
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
    for (auto& [name, datasetPath] : readNamedPaths(list, path)) {
        const YAML::Node& item = list[result.size()];
        result.push_back({name, datasetPath, readImportOptions(item, path), readOthers(item, {"name", "path", "encoding", "folders", "columns"})});
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
        emitOthers(out, dataset.others);
        out << YAML::EndMap;
    }
    out << YAML::EndSeq;
}

SplitPlan readSplit(const YAML::Node& map, const std::string& path)
{
    SplitPlan plan;
    if (!map || map.IsNull())
        return plan;
    if (!map.IsMap() || !map["by"])
        fail(path, map.Mark(), "by: share, count or column is expected");
    const auto kind = splitKindFromName(map["by"].as<std::string>());
    if (!kind)
        fail(path, map["by"].Mark(), "share, count or column is expected");
    plan.kind = *kind;
    plan.amount = map["amount"] ? map["amount"].as<double>() : plan.amount;
    if (!std::isfinite(plan.amount) || plan.amount < 0 || (plan.kind == SplitPlan::Kind::Share && plan.amount >= 1))
        fail(path, map["amount"].Mark(), "a share from 0 to below 1, or a count, is expected");
    plan.column = map["column"] ? map["column"].as<std::string>() : "";
    plan.values = readTexts(map["values"], path);
    plan.isStratified = map["stratified"] && map["stratified"].as<bool>();
    plan.seed = map["seed"] ? map["seed"].as<int64_t>() : plan.seed;
    return plan;
}

std::vector<SavedView> readViews(const YAML::Node& list, const std::string& path)
{
    std::vector<SavedView> views;
    if (!list || list.IsNull())
        return views;
    if (!list.IsSequence())
        fail(path, list.Mark(), "a list is expected");
    const auto text = [](const YAML::Node& item, const char* key) { return item[key] ? item[key].as<std::string>() : std::string(); };
    for (const YAML::Node& item : list) {
        if (!item.IsMap() || !item["name"])
            fail(path, item.Mark(), "a name is expected");
        views.push_back({text(item, "name"), text(item, "filter"), text(item, "sort"), item["descending"] && item["descending"].as<bool>()});
    }
    return views;
}

void emitSplit(YAML::Emitter& out, const SplitPlan& plan)
{
    if (plan == SplitPlan())
        return;
    out << YAML::Key << "split" << YAML::Value << YAML::BeginMap << YAML::Key << "by" << YAML::Value << splitKindName(plan.kind);
    if (plan.kind == SplitPlan::Kind::Column)
        out << YAML::Key << "column" << YAML::Value << YAML::DoubleQuoted << plan.column;
    else
        out << YAML::Key << "amount" << YAML::Value << plan.amount;
    emitTexts(out, "values", plan.values);
    out << YAML::Key << "stratified" << YAML::Value << plan.isStratified << YAML::Key << "seed" << YAML::Value << plan.seed << YAML::EndMap;
}

void emitViews(YAML::Emitter& out, const std::vector<SavedView>& views)
{
    if (views.empty())
        return;
    out << YAML::Key << "views" << YAML::Value << YAML::BeginSeq;
    for (const SavedView& view : views) {
        out << YAML::BeginMap << YAML::Key << "name" << YAML::Value << YAML::DoubleQuoted << view.name << YAML::Key << "filter" << YAML::Value
            << YAML::DoubleQuoted << view.filter;
        if (!view.sortField.empty())
            out << YAML::Key << "sort" << YAML::Value << YAML::DoubleQuoted << view.sortField;
        if (view.isDescending)
            out << YAML::Key << "descending" << YAML::Value << true;
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
        result.split = readSplit(root["split"], path);
        result.views = readViews(root["views"], path);
        result.others = readOthers(root, {"version", "name", "datasets", "media_folders", "models", "preferences", "split", "views"});
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
    emitSplit(out, split);
    emitViews(out, views);
    emitOthers(out, others);
    out << YAML::EndMap;
    writeFileAtomically(path, std::string(out.c_str()) + "\n");
}

} // namespace lorikeet
