#include "core/data/edit_json.h"

namespace lorikeet {
namespace {

OrderedJson toJson(const SampleContent& content)
{
    OrderedJson messages = OrderedJson::array();
    for (const Message& message : content.messages)
        messages.push_back({{"role", roleName(message.role)}, {"content", message.content}});
    OrderedJson json{{"messages", std::move(messages)}};
    if (content.system)
        json["system"] = *content.system;
    if (content.isExcluded)
        json["excluded"] = true;
    return json;
}

const Json* member(const Json& json, const char* key)
{
    const auto found = json.is_object() ? json.find(key) : json.end();
    return found == json.end() ? nullptr : &*found;
}

const std::string* text(const Json& json, const char* key)
{
    const Json* value = member(json, key);
    return value != nullptr && value->is_string() ? value->get_ptr<const std::string*>() : nullptr;
}

std::optional<SampleContent> contentFromJson(const Json* json)
{
    const Json* messages = json == nullptr ? nullptr : member(*json, "messages");
    if (messages == nullptr || !messages->is_array())
        return std::nullopt;
    SampleContent content;
    for (const Json& message : *messages) {
        const std::string* role = text(message, "role");
        const std::string* words = text(message, "content");
        const auto known = role != nullptr ? roleFromName(*role) : std::nullopt;
        if (!known || words == nullptr)
            return std::nullopt;
        content.messages.push_back({*known, *words});
    }
    if (const std::string* system = text(*json, "system"))
        content.system = *system;
    const Json* excluded = member(*json, "excluded");
    content.isExcluded = excluded != nullptr && excluded->is_boolean() && excluded->get<bool>();
    return content;
}

Text labelFromJson(const Json& json)
{
    Text label;
    if (const std::string* id = text(json, "label"))
        label.id = *id;
    if (const Json* args = member(json, "label_args"); args != nullptr && args->is_array())
        for (const Json& arg : *args)
            label.args.push_back(arg.is_string() ? arg.get<std::string>() : arg.dump());
    return label;
}

} // namespace

std::string editToJsonLine(const Edit& edit)
{
    OrderedJson json{{"op", "edit"}, {"time", edit.timeMs}, {"label", edit.label.id}};
    if (!edit.label.args.empty())
        json["label_args"] = edit.label.args;
    OrderedJson changes = OrderedJson::array();
    for (const Edit::Change& change : edit.changes)
        changes.push_back({{"sample", change.sampleId}, {"before", toJson(change.before)}, {"after", toJson(change.after)}});
    json["changes"] = std::move(changes);
    return toJsonLine(json);
}

std::optional<Edit> editFromJson(const Json& json)
{
    const Json* changes = member(json, "changes");
    const Json* time = member(json, "time");
    if (changes == nullptr || !changes->is_array() || time == nullptr || !time->is_number_integer())
        return std::nullopt;
    Edit edit;
    edit.timeMs = time->get<int64_t>();
    edit.label = labelFromJson(json);
    for (const Json& change : *changes) {
        const std::string* sample = text(change, "sample");
        auto before = contentFromJson(member(change, "before"));
        auto after = contentFromJson(member(change, "after"));
        if (sample == nullptr || !before || !after)
            return std::nullopt;
        edit.changes.push_back({*sample, std::move(*before), std::move(*after)});
    }
    return edit;
}

} // namespace lorikeet
