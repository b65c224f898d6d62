#include "core/text/tool_format.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/resources.h"

#include <fmt/chrono.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <ctime>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace lorikeet {
namespace {

using Values = std::map<std::string, std::string>;

/// Each {key} that is known, once from left to right.
std::string filled(const std::string& pattern, const Values& values)
{
    std::string result;
    for (size_t i = 0; i < pattern.size(); ++i) {
        const size_t end = pattern[i] == '{' ? pattern.find('}', i) : std::string::npos;
        const auto value = end == std::string::npos ? values.end() : values.find(pattern.substr(i + 1, end - i - 1));
        if (value == values.end()) {
            result += pattern[i];
            continue;
        }
        result += value->second;
        i = end;
    }
    return result;
}

/// As Python's json.dumps(ensure_ascii=False) writes it: a space behind each comma and colon, or indented by four.
void write(const OrderedJson& value, std::string& text, int indent, int depth)
{
    const bool isObject = value.is_object();
    if ((!isObject && !value.is_array()) || value.empty()) {
        text += value.dump();
        return;
    }
    const auto newLine = [&](int level) {
        if (indent > 0)
            text.append(1, '\n').append(static_cast<size_t>(indent * level), ' ');
    };
    text += isObject ? '{' : '[';
    bool isFirst = true;
    for (const auto& [key, item] : value.items()) {
        if (!isFirst)
            text += indent > 0 ? "," : ", ";
        isFirst = false;
        newLine(depth + 1);
        if (isObject)
            text.append(OrderedJson(key).dump()).append(": ");
        write(item, text, indent, depth + 1);
    }
    newLine(depth);
    text += isObject ? '}' : ']';
}

std::string pythonJson(const OrderedJson& value, int indent = 0)
{
    std::string text;
    write(value, text, indent, 0);
    return text;
}

OrderedJson parseInOrder(const std::string& text, const char* what)
{
    parseJson(text, what); // with its errors
    return OrderedJson::parse(text);
}

std::string textAt(const OrderedJson& object, const char* key)
{
    if (!object.is_object() || !object.contains(key) || object[key].is_null())
        return "";
    return object[key].is_string() ? object[key].get<std::string>() : pythonJson(object[key]);
}

OrderedJson objectAt(const OrderedJson& object, const char* key)
{
    return object.is_object() && object.contains(key) ? object[key] : OrderedJson();
}

bool isWrapped(const OrderedJson& tool)
{
    return textAt(tool, "type") == "function";
}

OrderedJson wrapped(const OrderedJson& tool)
{
    if (isWrapped(tool))
        return tool;
    OrderedJson result;
    result["type"] = "function";
    result["function"] = tool;
    return result;
}

std::string describedParameter(const std::string& name, const OrderedJson& parameter, const OrderedJson& required)
{
    std::string values, items;
    for (const auto& value : objectAt(parameter, "enum"))
        values.append(values.empty() ? "" : ", ").append(value.is_string() ? value.get<std::string>() : pythonJson(value));
    if (const OrderedJson item = objectAt(parameter, "items"); item.is_object() && !item.empty())
        items = fmt::format(", where each item should be {}", textAt(item, "type"));
    const bool isRequired = required.is_array() && std::find(required.begin(), required.end(), OrderedJson(name)) != required.end();
    if (!values.empty())
        values = fmt::format(", should be one of [{}]", values);
    return fmt::format("  - {} ({}{}): {}{}{}\n", name, textAt(parameter, "type"), isRequired ? ", required" : "", textAt(parameter, "description"), values, items);
}

std::string describedTool(const OrderedJson& tool)
{
    const OrderedJson parameters = objectAt(tool, "parameters");
    std::string text = fmt::format("> Tool Name: {}\nTool Description: {}\nTool Args:\n", textAt(tool, "name"), textAt(tool, "description"));
    const OrderedJson properties = objectAt(parameters, "properties");
    for (const auto& [name, parameter] : properties.items())
        text += describedParameter(name, parameter, objectAt(parameters, "required"));
    return text + "\n";
}

std::string today()
{
    return fmt::format("{:%d %b %Y}", fmt::localtime(std::time(nullptr)));
}

/// Takes the first stretch from `start` to `end` out of the text; nullopt where there is none.
std::optional<std::pair<std::string, std::string>> cutOut(const std::string& text, const std::string& start, const std::string& end)
{
    const size_t from = text.find(start);
    const size_t to = from == std::string::npos ? from : text.find(end, from + start.size());
    if (to == std::string::npos)
        return std::nullopt;
    return std::pair(text.substr(from, to + end.size() - from), fmt::format("{}{}", text.substr(0, from), text.substr(to + end.size())));
}

std::string writeList(const ToolFormat& format, const std::string& json)
{
    OrderedJson calls = parseInOrder(json, "the call of a tool");
    if (!calls.is_array())
        calls = OrderedJson::array({calls});
    std::vector<OrderedJson> written;
    std::string joined;
    for (const OrderedJson& call : calls) {
        if (textAt(call, "name").empty() || !call.contains("arguments"))
            throw Error(Text(LK_TEXT("A tool is called without a \"name\" or \"arguments\": %1"), pythonJson(call)),
                Text(LK_TEXT("A call looks like {\"name\": \"weather\", \"arguments\": {\"city\": \"Rome\"}}.")));
        OrderedJson object;
        object["name"] = call["name"];
        object[format.argumentsKey.empty() ? "arguments" : format.argumentsKey] = call["arguments"];
        joined.append(joined.empty() ? "" : "\n")
            .append(filled(format.call, {{"name", textAt(call, "name")}, {"arguments", pythonJson(call["arguments"])}, {"call", pythonJson(object)}}));
        written.push_back(std::move(object));
    }
    if (format.calls == ToolFormat::Calls::Joined)
        return joined;
    const bool isOne = format.calls == ToolFormat::Calls::OneOrList && written.size() == 1;
    return pythonJson(isOne ? written.front() : OrderedJson(written));
}

} // namespace

ToolFormat loadToolFormat(const std::string& name)
{
    const std::string file = resourcePath("tool_formats/" + name + ".yaml");
    try {
        const YAML::Node root = YAML::Load(readFile(file));
        static const std::map<std::string, ToolFormat::Tools> tools{{"described", ToolFormat::Tools::Described}, {"lines", ToolFormat::Tools::Lines},
            {"indented", ToolFormat::Tools::Indented}, {"list", ToolFormat::Tools::List}};
        static const std::map<std::string, ToolFormat::Calls> calls{{"joined", ToolFormat::Calls::Joined}, {"one_or_list", ToolFormat::Calls::OneOrList},
            {"list", ToolFormat::Calls::List}};
        return {.prompt = root["prompt"].as<std::string>(),
            .tools = tools.at(root["tools"].as<std::string>()),
            .calls = calls.at(root["calls"].as<std::string>()),
            .call = root["call"].as<std::string>(""),
            .argumentsKey = root["arguments_key"].as<std::string>("")};
    } catch (const YAML::Exception& error) {
        throw Error(Text(LK_TEXT("The file %1 is damaged: %2."), file, error.what()), Text(LK_TEXT("Install Lorikeet again.")), ExitCode::Bug);
    }
}

std::string describeTools(const ToolFormat& format, const std::string& tools)
{
    const OrderedJson list = parseInOrder(tools, "tools");
    if (!list.is_array())
        throw Error(Text(LK_TEXT("The tools are not a JSON list.")), Text(LK_TEXT("Write a list of functions, each with name, description and parameters.")));
    if (list.empty())
        return "";
    std::string text, names;
    auto all = OrderedJson::array();
    for (const OrderedJson& tool : list) {
        const OrderedJson function = isWrapped(tool) ? objectAt(tool, "function") : tool;
        names.append(names.empty() ? "" : ", ").append(textAt(function, "name"));
        if (format.tools == ToolFormat::Tools::Described)
            text += describedTool(function);
        else if (format.tools == ToolFormat::Tools::Lines)
            text.append(1, '\n').append(pythonJson(wrapped(tool)));
        else if (format.tools == ToolFormat::Tools::Indented)
            text.append(pythonJson(wrapped(tool), 4)).append("\n\n");
        else
            all.push_back(wrapped(tool));
    }
    if (format.tools == ToolFormat::Tools::List)
        text = pythonJson(all);
    return filled(format.prompt, {{"tools", text}, {"names", names}, {"date", today()}});
}

std::string writeCalls(const ToolFormat& format, const std::string& answer)
{
    const std::string callStart = "<tool_call>", callEnd = "</tool_call>";
    if (const auto call = cutOut(answer, callStart, callEnd))
        return call->second + writeList(format, call->first.substr(callStart.size(), call->first.size() - callStart.size() - callEnd.size()));
    if (const auto thought = cutOut(answer, "<think>\n", "\n</think>\n\n"))
        return thought->first + writeList(format, thought->second);
    return writeList(format, answer);
}

} // namespace lorikeet
