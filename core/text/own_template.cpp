#include "core/text/own_template.h"

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/text/json_parts.h"

#include <filesystem>

namespace lorikeet {
namespace {

/// A text, or a list of {name, template}: the one named "default", else the first.
std::string templateIn(const Json& value)
{
    if (value.is_string())
        return value.get<std::string>();
    std::string first;
    for (const Json& entry : value.is_array() ? value : Json::array()) {
        const std::string text = jsonText(entry, "template");
        if (jsonText(entry, "name") == "default")
            return text;
        if (first.empty())
            first = text;
    }
    return first;
}

} // namespace

std::optional<OwnTemplate> readOwnTemplate(const std::string& folder)
{
    for (const char* name : {"chat_template.jinja", "chat_template.json", "tokenizer_config.json"}) {
        const std::filesystem::path path = toPath(folder) / name;
        std::error_code problem;
        if (!std::filesystem::exists(path, problem))
            continue;
        const std::string file = toUtf8(path);
        const std::string text = path.extension() == ".jinja" ? readFile(file) : templateIn(jsonField(readJsonFile(file), "chat_template"));
        if (!text.empty())
            return OwnTemplate{text, file};
    }
    return std::nullopt;
}

} // namespace lorikeet
