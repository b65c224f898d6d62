#include "core/base/json.h"
#include "core/base/strings.h"
#include "core/data/content_fields.h"
#include "core/data/edit_lines.h"

#include <fmt/format.h>

namespace lorikeet {
namespace {

void appendValue(std::string& to, const std::string& text) { appendJsonString(to, text); }
void appendValue(std::string& to, bool value) { to += value ? "true" : "false"; }
void appendValue(std::string& to, Review review) { appendJsonString(to, reviewName(review)); }
void appendValue(std::string& to, const std::optional<std::string>& text)
{
    if (text)
        appendJsonString(to, *text);
    else
        to += "null";
}

void appendValue(std::string& to, const Message& message)
{
    to += '[';
    appendJsonString(to, roleName(message.role));
    to += ',';
    appendJsonString(to, message.content);
    to += ']';
}

template <typename Item>
void appendValue(std::string& to, const std::vector<Item>& list)
{
    to += '[';
    for (size_t i = 0; i < list.size(); ++i) {
        if (i > 0)
            to += ',';
        appendValue(to, list[i]);
    }
    to += ']';
}

void appendValue(std::string& to, const Provenance& provenance)
{
    appendValue(to, std::vector<std::string>{originName(provenance.origin), provenance.model, provenance.prompt});
}

/// Paths in the project's folder without it, so that it can move; other values as they are.
template <typename Value>
Value asStored(Value value, bool isPaths, const std::string& folder)
{
    if constexpr (std::is_same_v<Value, std::vector<std::string>>)
        if (isPaths && !folder.empty())
            for (std::string& path : value)
                if (path.starts_with(folder + "/"))
                    path.erase(0, folder.size() + 1);
    return value;
}

void beginField(std::string& to, const char* name)
{
    to += ",\"";
    to += name;
    to += "\":[";
}

template <typename Value>
void appendIfChanged(std::string& to, const char* name, const Value& before, const Value& after)
{
    if (before == after)
        return;
    beginField(to, name);
    appendValue(to, before);
    to += ',';
    appendValue(to, after);
    to += ']';
}

void beginLine(std::string& to, const std::string& sampleId)
{
    to += "{\"sample\":";
    appendJsonString(to, sampleId);
}

void appendMark(std::string& to, const RowMark& mark)
{
    if (mark)
        to += fmt::format(",\"row\":[\"{:x}\",{}]", mark.text, mark.rows);
}

void appendMessages(std::string& to, const std::vector<Message>& before, const std::vector<Message>& after)
{
    const bool sameShape = std::equal(before.begin(), before.end(), after.begin(), after.end(), [](const Message& a, const Message& b) { return a.role == b.role; });
    if (!sameShape) {
        appendIfChanged(to, "messages", before, after);
        return;
    }
    bool isFirst = true;
    for (size_t i = 0; i < before.size(); ++i) {
        if (before[i].content == after[i].content)
            continue;
        if (isFirst)
            beginField(to, "turns");
        to += isFirst ? "[" : ",[";
        to += std::to_string(i);
        to += ',';
        appendJsonString(to, before[i].content);
        to += ',';
        appendJsonString(to, after[i].content);
        to += ']';
        isFirst = false;
    }
    if (!isFirst)
        to += ']';
}

} // namespace

std::string writeHead(const EditHead& head)
{
    if (head.op == EditHead::Op::Undo || head.op == EditHead::Op::Redo)
        return head.op == EditHead::Op::Undo ? "{\"op\":\"undo\"}\n" : "{\"op\":\"redo\"}\n";
    OrderedJson json{{"op", head.op == EditHead::Op::State ? "state" : "edit"}, {"time", head.timeMs}, {"label", head.label.id}};
    if (!head.label.args.empty())
        json["label_args"] = head.label.args;
    json["changes"] = head.changes;
    json["bytes"] = head.bytes;
    return toJsonLine(json) + "\n";
}

bool appendChangeLine(std::string& to, const std::string& sampleId, const SampleContent& before, const SampleContent& after, const std::string& folder, const RowMark& mark)
{
    const size_t begin = to.size();
    beginLine(to, sampleId);
    const size_t head = to.size();
    appendMessages(to, before.messages, after.messages);
    forContentFields([&](const auto& field) {
        if (before.*field.value != after.*field.value)
            appendIfChanged(to, field.name, asStored(before.*field.value, field.isPaths, folder), asStored(after.*field.value, field.isPaths, folder));
    });
    if (to.size() == head) {
        to.resize(begin);
        return false;
    }
    appendMark(to, mark);
    to += "}\n";
    return true;
}

void appendIgnoreLine(std::string& to, const std::string& sampleId, const std::string& rule, bool isIgnored)
{
    beginLine(to, sampleId);
    beginField(to, "ignore");
    to += '[';
    appendJsonString(to, rule);
    to += isIgnored ? ",true]]}\n" : ",false]]}\n";
}

void appendStateLine(std::string& to, const std::string& sampleId, uint64_t edits, const ContentPatch& patch, const std::string& folder, const RowMark& mark)
{
    beginLine(to, sampleId);
    to += ",\"edits\":" + std::to_string(edits);
    if (patch.rest) {
        const ContentPatch::Rest& rest = *patch.rest;
        if (rest.messages) {
            beginField(to, "messages");
            appendValue(to, *rest.messages);
            to += ']';
        }
        forContentFields([&](const auto& field) {
            if (const auto& value = rest.*field.patched) {
                beginField(to, field.name);
                appendValue(to, asStored(*value, field.isPaths, folder));
                to += ']';
            }
        });
    }
    if (!patch.turns.empty()) {
        beginField(to, "turns");
        for (size_t i = 0; i < patch.turns.size(); ++i) {
            to += i > 0 ? ",[" : "[";
            to += std::to_string(patch.turns[i].first) + ",";
            appendJsonString(to, patch.turns[i].second);
            to += ']';
        }
        to += ']';
    }
    appendMark(to, mark);
    to += "}\n";
}

} // namespace lorikeet
