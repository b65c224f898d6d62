#include "core/base/json.h"
#include "core/base/strings.h"
#include "core/data/edit_lines.h"

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

/// Paths in the project's folder without it, so that it can move.
std::vector<std::string> relative(const std::vector<std::string>& paths, const std::string& folder)
{
    std::vector<std::string> result = paths;
    for (std::string& path : result)
        if (!folder.empty() && path.starts_with(folder + "/"))
            path.erase(0, folder.size() + 1);
    return result;
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

template <typename Value>
void appendIfSet(std::string& to, const char* name, const std::optional<Value>& value)
{
    if (!value)
        return;
    beginField(to, name);
    appendValue(to, *value);
    to += ']';
}

void beginLine(std::string& to, const std::string& sampleId)
{
    to += "{\"sample\":";
    appendJsonString(to, sampleId);
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

bool appendChangeLine(std::string& to, const std::string& sampleId, const SampleContent& before, const SampleContent& after, const std::string& folder)
{
    const size_t begin = to.size();
    beginLine(to, sampleId);
    const size_t head = to.size();
    appendMessages(to, before.messages, after.messages);
    appendIfChanged(to, "system", before.system, after.system);
    appendIfChanged(to, "rejected", before.rejectedAnswer, after.rejectedAnswer);
    if (before.images != after.images)
        appendIfChanged(to, "images", relative(before.images, folder), relative(after.images, folder));
    appendIfChanged(to, "images_as_written", before.imagesAsWritten, after.imagesAsWritten);
    appendIfChanged(to, "tags", before.tags, after.tags);
    appendIfChanged(to, "provenance", before.provenance, after.provenance);
    appendIfChanged(to, "review", before.review, after.review);
    appendIfChanged(to, "excluded", before.isExcluded, after.isExcluded);
    appendIfChanged(to, "stored_orientation", before.keepsStoredOrientation, after.keepsStoredOrientation);
    if (to.size() == head) {
        to.resize(begin);
        return false;
    }
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

void appendStateLine(std::string& to, const std::string& sampleId, uint64_t edits, const ContentPatch& patch, const std::string& folder)
{
    beginLine(to, sampleId);
    to += ",\"edits\":" + std::to_string(edits);
    if (patch.rest) {
        const ContentPatch::Rest& rest = *patch.rest;
        appendIfSet(to, "messages", rest.messages);
        appendIfSet(to, "system", rest.system);
        appendIfSet(to, "rejected", rest.rejectedAnswer);
        if (rest.images)
            appendIfSet(to, "images", std::optional(relative(*rest.images, folder)));
        appendIfSet(to, "images_as_written", rest.imagesAsWritten);
        appendIfSet(to, "tags", rest.tags);
        appendIfSet(to, "provenance", rest.provenance);
        appendIfSet(to, "review", rest.review);
        appendIfSet(to, "excluded", rest.isExcluded);
        appendIfSet(to, "stored_orientation", rest.keepsStoredOrientation);
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
    to += "}\n";
}

} // namespace lorikeet
