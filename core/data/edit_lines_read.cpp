#include "core/base/json.h"
#include "core/data/edit_lines.h"

#include <simdjson.h>

#include <algorithm>

namespace lorikeet {
namespace {

namespace dom = simdjson::dom;

std::string absolute(std::string_view path, const std::string& folder)
{
    return path.starts_with('/') || folder.empty() ? std::string(path) : folder + "/" + std::string(path);
}

bool readValue(dom::element from, std::string& to)
{
    std::string_view text;
    if (from.get(text) != simdjson::SUCCESS)
        return false;
    to = text;
    return true;
}

bool readValue(dom::element from, std::optional<std::string>& to)
{
    to.reset();
    return from.is_null() || readValue(from, to.emplace());
}

bool readValue(dom::element from, bool& to) { return from.get(to) == simdjson::SUCCESS; }

bool readValue(dom::element from, Review& to)
{
    std::string name;
    const auto review = readValue(from, name) ? reviewFromName(name) : std::nullopt;
    to = review.value_or(Review::None);
    return review.has_value();
}

template <typename Item>
bool readValue(dom::element from, std::vector<Item>& to);

bool readValue(dom::element from, Provenance& to)
{
    std::vector<std::string> parts;
    if (!readValue(from, parts) || parts.size() != 3)
        return false;
    const auto origin = originFromName(parts[0]);
    to = {origin.value_or(Origin::Human), parts[1], parts[2]};
    return origin.has_value();
}

bool readValue(dom::element from, Message& to)
{
    std::vector<std::string> parts;
    if (!readValue(from, parts) || parts.size() != 2)
        return false;
    const auto role = roleFromName(parts[0]);
    to = {role.value_or(Role::User), parts[1]};
    return role.has_value();
}

template <typename Item>
bool readValue(dom::element from, std::vector<Item>& to)
{
    dom::array list;
    if (from.get(list) != simdjson::SUCCESS)
        return false;
    for (const dom::element item : list)
        if (!readValue(item, to.emplace_back()))
            return false;
    return true;
}

/// Of [before, after] the wanted one; of [value] that.
bool wantedOf(dom::element pair, bool isForward, dom::element& wanted)
{
    dom::array list;
    if (pair.get(list) != simdjson::SUCCESS || list.size() == 0 || list.size() > 2)
        return false;
    return list.at(isForward ? list.size() - 1 : 0).get(wanted) == simdjson::SUCCESS;
}

template <typename Value>
bool readPair(dom::element pair, bool isForward, std::optional<Value>& to)
{
    dom::element wanted;
    return wantedOf(pair, isForward, wanted) && readValue(wanted, to.emplace());
}

bool readTurns(dom::element from, bool isForward, ContentPatch& patch)
{
    dom::array list;
    if (from.get(list) != simdjson::SUCCESS)
        return false;
    for (const dom::element item : list) {
        dom::array parts;
        uint64_t turn = 0;
        if (item.get(parts) != simdjson::SUCCESS || parts.size() < 2 || parts.size() > 3 || parts.at(0).get(turn) != simdjson::SUCCESS || turn > UINT32_MAX)
            return false;
        dom::element text;
        if (parts.at(isForward ? parts.size() - 1 : 1).get(text) != simdjson::SUCCESS)
            return false;
        if (!readValue(text, patch.turns.emplace_back(static_cast<uint32_t>(turn), std::string()).second))
            return false;
    }
    return true;
}

bool readIgnores(dom::element from, bool isForward, ChangeLine& line)
{
    dom::array list;
    if (from.get(list) != simdjson::SUCCESS)
        return false;
    for (const dom::element item : list) {
        dom::array parts;
        IgnoreChange change{{}, line.sampleId, true};
        dom::element rule;
        if (item.get(parts) != simdjson::SUCCESS || parts.size() != 2 || parts.at(0).get(rule) != simdjson::SUCCESS || !readValue(rule, change.rule)
            || parts.at(1).get(change.isIgnored) != simdjson::SUCCESS)
            return false;
        change.isIgnored = change.isIgnored == isForward;
        line.ignores.push_back(std::move(change));
    }
    return true;
}

enum Field { Turns, Messages, System, Rejected, Images, ImagesAsWritten, Tags, ProvenanceField, ReviewField, Excluded, StoredOrientation, Ignore, FieldCount };
constexpr const char* kFieldNames[FieldCount]
    = {"turns", "messages", "system", "rejected", "images", "images_as_written", "tags", "provenance", "review", "excluded", "stored_orientation", "ignore"};

int fieldOf(std::string_view key)
{
    for (int i = 0; i < FieldCount; ++i)
        if (key == kFieldNames[i])
            return i;
    return -1;
}

bool readField(int field, dom::element value, bool isForward, const std::string& folder, ChangeLine& line)
{
    if (field == Turns)
        return readTurns(value, isForward, line.patch);
    if (field == Ignore)
        return readIgnores(value, isForward, line);
    ContentPatch::Rest& rest = line.patch.needRest();
    switch (field) {
    case Messages:
        return readPair(value, isForward, rest.messages);
    case System:
        return readPair(value, isForward, rest.system);
    case Rejected:
        return readPair(value, isForward, rest.rejectedAnswer);
    case Images:
        if (!readPair(value, isForward, rest.images))
            return false;
        for (std::string& path : *rest.images)
            path = absolute(path, folder);
        return true;
    case ImagesAsWritten:
        return readPair(value, isForward, rest.imagesAsWritten);
    case Tags:
        return readPair(value, isForward, rest.tags);
    case ProvenanceField:
        return readPair(value, isForward, rest.provenance);
    case ReviewField:
        return readPair(value, isForward, rest.review);
    case Excluded:
        return readPair(value, isForward, rest.isExcluded);
    default:
        return readPair(value, isForward, rest.keepsStoredOrientation);
    }
}

/// Bits of the turns of a line.
bool summarizeTurns(dom::element from, uint64_t& fields)
{
    dom::array list;
    if (from.get(list) != simdjson::SUCCESS)
        return false;
    for (const dom::element item : list) {
        dom::array parts;
        uint64_t turn = 0;
        if (item.get(parts) != simdjson::SUCCESS || parts.at(0).get(turn) != simdjson::SUCCESS)
            return false;
        fields |= turn < 48 ? uint64_t{1} << turn : LineFields::kUnbounded;
    }
    return true;
}

} // namespace

struct LineReader::Parser {
    dom::parser parser;

    bool open(std::string_view line, dom::object& object, std::string_view& sampleId)
    {
        return parser.parse(line.data(), line.size(), false).get(object) == simdjson::SUCCESS && object["sample"].get(sampleId) == simdjson::SUCCESS;
    }
};

LineReader::LineReader() : parser_(std::make_unique<Parser>()) {}
LineReader::~LineReader() = default;

size_t LineReader::padding()
{
    return simdjson::SIMDJSON_PADDING;
}

std::optional<LineSummary> LineReader::summarize(std::string_view line)
{
    LineSummary summary;
    dom::object object;
    if (!parser_->open(line, object, summary.sampleId))
        return std::nullopt;
    for (const dom::key_value_pair field : object) {
        if (field.key == "sample")
            continue;
        if (field.key == "edits") {
            if (field.value.get(summary.edits) != simdjson::SUCCESS)
                return std::nullopt;
            continue;
        }
        const int index = fieldOf(field.key);
        if (index < 0 || (index == Turns && !summarizeTurns(field.value, summary.fields)))
            return std::nullopt;
        if (index == Messages)
            summary.fields |= LineFields::kMessages | LineFields::kTurns;
        else if (index == Ignore)
            summary.hasIgnores = true;
        else if (index != Turns)
            summary.fields |= uint64_t{1} << (48 + index);
    }
    return summary;
}

std::optional<ChangeLine> LineReader::read(std::string_view line, bool isForward, const std::string& folder)
{
    dom::object object;
    std::string_view sampleId;
    if (!parser_->open(line, object, sampleId))
        return std::nullopt;
    ChangeLine result;
    result.sampleId = sampleId;
    for (const dom::key_value_pair field : object) {
        if (field.key == "sample" || field.key == "edits")
            continue;
        const int index = fieldOf(field.key);
        if (index < 0 || !readField(index, field.value, isForward, folder, result))
            return std::nullopt;
    }
    return result;
}

} // namespace lorikeet
