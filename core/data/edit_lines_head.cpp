#include "core/base/json.h"
#include "core/data/edit_lines.h"

namespace lorikeet {
namespace {

const Json* member(const Json& json, const char* key)
{
    const auto found = json.is_object() ? json.find(key) : json.end();
    return found == json.end() ? nullptr : &*found;
}

const std::string* textOf(const Json& json, const char* key)
{
    const Json* value = member(json, key);
    return value != nullptr && value->is_string() ? value->get_ptr<const std::string*>() : nullptr;
}

/// What an older journal says of a sample: its messages, its system prompt, whether it is left out.
std::optional<SampleContent> oldContent(const Json* json)
{
    const Json* messages = json == nullptr ? nullptr : member(*json, "messages");
    if (messages == nullptr || !messages->is_array())
        return std::nullopt;
    SampleContent content;
    for (const Json& message : *messages) {
        const std::string* role = textOf(message, "role");
        const std::string* words = textOf(message, "content");
        const auto known = role != nullptr ? roleFromName(*role) : std::nullopt;
        if (!known || words == nullptr)
            return std::nullopt;
        content.messages.push_back({*known, *words});
    }
    if (const std::string* system = textOf(*json, "system"))
        content.system = *system;
    const Json* excluded = member(*json, "excluded");
    content.isExcluded = excluded != nullptr && excluded->is_boolean() && excluded->get<bool>();
    return content;
}

bool takeOldChanges(const Json& changes, const std::string& folder, EditHead& head)
{
    for (const Json& change : changes) {
        const std::string* sample = textOf(change, "sample");
        const auto before = oldContent(member(change, "before"));
        const auto after = oldContent(member(change, "after"));
        if (sample == nullptr || !before || !after)
            return false;
        head.changes += appendChangeLine(head.ownLines, *sample, *before, *after, folder) ? 1 : 0;
    }
    return true;
}

Text labelOf(const Json& json)
{
    Text label;
    if (const std::string* id = textOf(json, "label"))
        label.id = *id;
    if (const Json* args = member(json, "label_args"); args != nullptr && args->is_array())
        for (const Json& arg : *args)
            label.args.push_back(arg.is_string() ? arg.get<std::string>() : arg.dump());
    return label;
}

} // namespace

std::optional<EditHead> readHead(std::string_view line, const std::string& folder)
{
    const Json json = Json::parse(line, nullptr, false);
    const std::string* op = textOf(json, "op");
    EditHead head;
    if (op != nullptr && (*op == "undo" || *op == "redo")) {
        head.op = *op == "undo" ? EditHead::Op::Undo : EditHead::Op::Redo;
        return head;
    }
    const Json* time = member(json, "time");
    const Json* changes = member(json, "changes");
    if (op == nullptr || (*op != "edit" && *op != "state") || time == nullptr || !time->is_number_integer() || changes == nullptr)
        return std::nullopt;
    head.op = *op == "state" ? EditHead::Op::State : EditHead::Op::Edit;
    head.timeMs = time->get<int64_t>();
    head.label = labelOf(json);
    if (changes->is_array()) {
        head.isOldForm = true;
        return head.op == EditHead::Op::Edit && takeOldChanges(*changes, folder, head) ? std::optional(std::move(head)) : std::nullopt;
    }
    const Json* bytes = member(json, "bytes");
    if (!changes->is_number_unsigned() || bytes == nullptr || !bytes->is_number_unsigned())
        return std::nullopt;
    head.changes = changes->get<uint64_t>();
    head.bytes = bytes->get<uint64_t>();
    return head;
}

} // namespace lorikeet
