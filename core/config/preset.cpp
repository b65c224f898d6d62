#include "core/config/run_yaml.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/resources.h"
#include "core/base/strings.h"

namespace lorikeet {

std::string headComment(const std::string& yamlText, const std::string& name)
{
    const std::string mark = name + ":";
    for (const auto& line : split(yamlText, '\n')) {
        const std::string text = trim(line);
        if (text.empty())
            continue;
        if (text[0] != '#')
            break;
        const std::string comment = trim(text.substr(1));
        if (comment.starts_with(mark))
            return trim(comment.substr(mark.size()));
    }
    return {};
}

std::vector<Preset> listPresets()
{
    namespace fs = std::filesystem;
    const std::string folder = resourcePath("presets");
    std::vector<fs::path> files;
    std::error_code code;
    fs::directory_iterator it(toPath(folder), code);
    for (; !code && it != fs::directory_iterator(); it.increment(code))
        if (it->path().extension() == ".yaml")
            files.push_back(it->path());
    if (code)
        throw Error(Text(LK_TEXT("Can't read the folder %1: %2."), folder, code.message()), LK_TEXT("Install Lorikeet again."), ExitCode::Io);
    std::sort(files.begin(), files.end());
    std::vector<Preset> presets;
    for (const auto& file : files) {
        Preset preset;
        preset.name = toUtf8(file.stem());
        preset.yaml = readFile(toUtf8(file));
        preset.title = headComment(preset.yaml, "title");
        preset.summary = headComment(preset.yaml, "summary");
        if (preset.title.empty())
            preset.title = preset.name;
        presets.push_back(std::move(preset));
    }
    return presets;
}

} // namespace lorikeet
