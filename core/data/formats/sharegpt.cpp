#include "core/data/checks/checks.h"
#include "core/data/formats/row_reader.h"

namespace lorikeet {
namespace {

constexpr std::pair<std::string_view, Role> kUsualWords[] = {{"human", Role::User}, {"user", Role::User}, {"gpt", Role::Assistant}, {"assistant", Role::Assistant},
    {"observation", Role::Observation}, {"tool", Role::Observation}, {"function_call", Role::Function}, {"function", Role::Function}, {"system", Role::System}};

/// By the description's words; of rows that nobody described, by the usual ones.
std::optional<Role> roleOf(const RowInHand& row, const std::string& word)
{
    const DatasetTags& tags = row.description.tags;
    const std::pair<const std::optional<std::string>&, Role> roles[] = {{tags.user, Role::User}, {tags.assistant, Role::Assistant},
        {tags.observation, Role::Observation}, {tags.function, Role::Function}, {tags.system, Role::System}};
    for (const auto& [tag, role] : roles)
        if (tag && *tag == word)
            return role;
    for (const auto& [usual, role] : kUsualWords)
        if (row.rules.isByContent && usual == word)
            return role;
    return std::nullopt;
}

/// The text of a message; typed parts (text, image) become text with placeholders.
std::optional<std::string> contentOf(const Json& content)
{
    if (content.is_string())
        return content.get<std::string>();
    if (!content.is_array())
        return std::nullopt;
    std::string result;
    for (const Json& part : content) {
        const std::string type = part.is_object() && part.contains("type") && part["type"].is_string() ? part["type"].get<std::string>() : "";
        if (type == "text" && part.contains("text") && part["text"].is_string())
            result += part["text"].get<std::string>();
        else if (type == "text" && part.contains("value") && part["value"].is_string())
            result += part["value"].get<std::string>();
        else if (type == "image" || type == "image_url" || type == "input_image")
            result += kImagePlaceholder;
        else
            return std::nullopt;
    }
    return result;
}

/// OpenAI's calls of tools as the text of a function turn: a JSON list of {name, arguments}.
std::optional<std::string> callsOf(const Json& message)
{
    const auto calls = message.find("tool_calls");
    if (calls == message.end() || !calls->is_array() || calls->empty())
        return std::nullopt;
    OrderedJson list = OrderedJson::array();
    for (const Json& call : *calls)
        if (call.is_object() && call.contains("function"))
            list.push_back(OrderedJson(call["function"]));
    return toJsonLine(list);
}

} // namespace

bool readMessage(const RowInHand& row, const Json& message, size_t number, Message& result)
{
    const DatasetTags& tags = row.description.tags;
    if (row.description.isOpenAi && message.is_object()) {
        if (auto calls = callsOf(message)) {
            result = {Role::Function, std::move(*calls)};
            return true;
        }
    }
    const std::string roleKey = tags.role.value_or("from");
    const std::string contentKey = tags.content.value_or("value");
    if (!message.is_object() || !message.contains(roleKey) || !message.contains(contentKey) || !message[roleKey].is_string())
        return row.refuse("row.column", Text(LK_TEXT("Example %1: message %2 has no \"%3\" or no \"%4\"."), row.number(), number, roleKey, contentKey),
            LK_TEXT("Name the right keys under \"tags\" in dataset_info.json (role_tag, content_tag), or complete the row."));
    const std::string word = message[roleKey].get<std::string>();
    const auto role = roleOf(row, word);
    if (!role)
        return row.refuse("roles.unknown", Text(LK_TEXT("Example %1: message %2 is from \"%3\", which is neither \"%4\" nor \"%5\"."), row.number(), number, word,
                              tags.user.value_or("human"), tags.assistant.value_or("gpt")),
            LK_TEXT("Name the right words under \"tags\" in dataset_info.json (user_tag, assistant_tag), or correct the row."));
    auto content = contentOf(message[contentKey]);
    if (!content)
        return row.refuse("row.type", Text(LK_TEXT("Example %1: \"%2\" of message %3 must be text."), row.number(), contentKey, number),
            LK_TEXT("Write it in quotation marks."));
    result = {*role, std::move(*content)};
    return true;
}

namespace {

bool checkTurns(const RowInHand& row, const Sample& sample)
{
    const auto fault = findTurnFault(sample.messages);
    if (!fault)
        return true;
    Issue issue = turnIssue(sample, *fault);
    return row.refuse(issue.rule.c_str(), std::move(issue.message), std::move(issue.fix));
}

/// Pictures named inside typed parts, in reading order.
std::vector<std::string> imagesInParts(const Json& messages, const std::string& contentKey)
{
    std::vector<std::string> result;
    for (const Json& message : messages) {
        if (!message.is_object() || !message.contains(contentKey) || !message[contentKey].is_array())
            continue;
        for (const Json& part : message[contentKey]) {
            const Json* source = &part;
            if (part.contains("image_url"))
                source = part["image_url"].is_object() && part["image_url"].contains("url") ? &part["image_url"]["url"] : &part["image_url"];
            else if (part.contains("image"))
                source = &part["image"];
            else if (part.contains("value") && part.contains("type") && part["type"] != "text")
                source = &part["value"];
            if (source->is_string())
                result.push_back(source->get<std::string>());
        }
    }
    return result;
}

} // namespace

bool readShareGptRow(const RowInHand& row, Sample& sample)
{
    const DatasetColumns& columns = row.description.columns;
    const Json* messages = row.column(columns.messages);
    if (messages == nullptr || !messages->is_array())
        return row.refuse("row.column", Text(LK_TEXT("Example %1 has no list \"%2\" (the conversation)."), row.number(), columns.messages.value_or("conversations")),
            LK_TEXT("Name the right column under \"columns\" in dataset_info.json (messages), or complete the row."));
    if (const Json* system = row.column(columns.system)) {
        if (!system->is_string())
            return row.refuse("row.type", Text(LK_TEXT("Example %1: \"%2\" must be text."), row.number(), *columns.system), LK_TEXT("Write it in quotation marks."));
        if (!system->get_ref<const std::string&>().empty()) // Nothing is what a column has where other rows need one.
            sample.system = system->get<std::string>();
    }
    size_t number = 0;
    for (const Json& json : *messages) {
        Message message;
        if (!readMessage(row, json, ++number, message))
            return false;
        // Only a leading system message is one; later it is out of order.
        const bool isSameTool = row.description.isOpenAi && message.role == Role::Observation && !sample.messages.empty()
            && sample.messages.back().role == Role::Observation;
        if (number == 1 && message.role == Role::System)
            sample.system = std::move(message.content);
        else if (isSameTool) // Answers of several tools are one turn.
            sample.messages.back().content += "\n</tool_response>\n<tool_response>\n" + message.content;
        else
            sample.messages.push_back(std::move(message));
    }
    if (row.description.isRanking && !readPair(row, sample))
        return false;
    return checkTurns(row, sample);
}

std::vector<std::string> imagesInMessages(const RowInHand& row)
{
    const Json* messages = row.column(row.description.columns.messages);
    return messages != nullptr && messages->is_array() ? imagesInParts(*messages, row.description.tags.content.value_or("value"))
                                                       : std::vector<std::string>{};
}

} // namespace lorikeet
