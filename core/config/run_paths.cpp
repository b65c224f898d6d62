#include "core/config/run_paths.h"

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/strings.h"
#include "core/config/yaml_scalar.h"

#include <cstdlib>

namespace lorikeet {
namespace fs = std::filesystem;
namespace {

std::string normal(const fs::path& path)
{
    std::string text = toUtf8(path.lexically_normal());
    while (text.size() > 1 && text.back() == '/')
        text.pop_back();
    return text;
}

bool existsAt(const fs::path& path)
{
    std::error_code isMissing;
    return fs::exists(path, isMissing);
}

/// `~/models` as the shell reads it.
std::string withHome(const std::string& path)
{
    const char* home = std::getenv("HOME");
    if (home && (path == "~" || path.starts_with("~/")))
        return home + path.substr(1);
    return path;
}

std::string resolveInput(const std::string& given, const fs::path& folder)
{
    const std::string path = withHome(given);
    if (path.empty() || toPath(path).is_absolute())
        return path.empty() ? path : normal(toPath(path));
    if (!existsAt(folder / toPath(path)) && existsAt(fs::current_path() / toPath(path)))
        return normal(fs::current_path() / toPath(path));
    return normal(folder / toPath(path));
}

/// A name of dataset_info.json stays; a path that exists (or looks like nothing but a path) is resolved.
std::string resolveDataset(const std::string& given, const fs::path& folder, const std::string& datasetDir)
{
    const fs::path inDataFolder = toPath(datasetDir);
    const bool hasSlash = given.find('/') != std::string::npos;
    if (toPath(given).is_absolute() || given.starts_with("~/"))
        return resolveInput(given, folder);
    const fs::path names = inDataFolder / "dataset_info.json";
    if (!hasSlash && existsAt(names) && readFile(toUtf8(names)).find(Json(given).dump()) != std::string::npos)
        return given;
    if (existsAt(inDataFolder / toPath(given)))
        return normal(inDataFolder / toPath(given));
    if (existsAt(folder / toPath(given)) || existsAt(fs::current_path() / toPath(given)))
        return resolveInput(given, folder);
    return given;
}

bool isInside(const fs::path& path, const fs::path& folder)
{
    const fs::path relative = path.lexically_relative(folder);
    return !relative.empty() && *relative.begin() != "..";
}

std::string portablePath(const std::string& path, const std::string& yamlFolder, const std::string& projectFolder)
{
    const fs::path absolute = toPath(path);
    if (projectFolder.empty() || yamlFolder.empty() || !absolute.is_absolute())
        return path;
    const fs::path home = fs::absolute(toPath(yamlFolder)).lexically_normal();
    const fs::path project = fs::absolute(toPath(projectFolder)).lexically_normal();
    // Relative only where file and target move together: both in the project.
    if (!isInside(absolute, project) || !isInside(home, project))
        return path;
    const fs::path relative = absolute.lexically_relative(home);
    return relative.empty() ? path : normal(relative);
}

bool holdsPaths(const Option& option)
{
    return option.isPath || option.key == "dataset" || option.key == "eval_dataset";
}

} // namespace

void resolvePaths(RunOptions& options, const std::string& folder, const std::set<std::string>& overridden)
{
    const fs::path base = fs::absolute(folder.empty() ? fs::current_path() : toPath(folder)).lexically_normal();
    for (const auto& option : listOptions(options)) {
        if (!option.isPath)
            continue;
        const bool isResume = option.key == "resume_from_checkpoint";
        if (auto* const* text = std::get_if<std::string*>(&option.field)) {
            if (option.key == "output_dir" && !(*text)->empty())
                **text = normal((overridden.contains(option.key) ? fs::current_path() : base) / toPath(withHome(**text)));
            else if (option.key != "output_dir" && !(isResume && **text == "auto"))
                **text = resolveInput(**text, base);
        } else if (auto* const* list = std::get_if<std::vector<std::string>*>(&option.field)) {
            for (auto& item : **list)
                item = resolveInput(item, base);
        }
    }
    for (auto* names : {&options.data.dataset, &options.data.evalDataset})
        for (auto& name : *names)
            name = resolveDataset(name, base, options.data.datasetDir);
}

std::string portableValue(const Option& option, const std::string& yamlFolder, const std::string& projectFolder)
{
    if (!holdsPaths(option))
        return option.value();
    if (const auto* const* text = std::get_if<std::string*>(&option.field))
        return quoteScalar(portablePath(**text, yamlFolder, projectFolder));
    std::vector<std::string> items;
    for (const auto& item : *std::get<std::vector<std::string>*>(option.field))
        items.push_back(quoteScalar(portablePath(item, yamlFolder, projectFolder)));
    return fmt::format("[{}]", join(items, ", "));
}

} // namespace lorikeet
