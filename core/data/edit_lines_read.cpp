#include "core/base/json.h"
#include "core/data/content_fields.h"
#include "core/data/edit_lines.h"

#include <simdjson.h>

#include <charconv>

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

/// Calls read(parts) for each list in a list until it says no.
template <typename Read>
bool readLists(dom::element from, const Read& read)
{
    dom::array list;
    if (from.get(list) != simdjson::SUCCESS)
        return false;
    for (const dom::element item : list) {
        dom::array parts;
        if (item.get(parts) != simdjson::SUCCESS || !read(parts))
            return false;
    }
    return true;
}

bool readTurns(dom::element from, bool isForward, ContentPatch& patch)
{
    return readLists(from, [&](const dom::array& parts) {
        uint64_t turn = 0;
        dom::element text;
        const size_t count = parts.size();
        return count >= 2 && count <= 3 && parts.at(0).get(turn) == simdjson::SUCCESS && turn <= UINT32_MAX
            && parts.at(isForward ? count - 1 : 1).get(text) == simdjson::SUCCESS
            && readValue(text, patch.turns.emplace_back(static_cast<uint32_t>(turn), std::string()).second);
    });
}

bool readIgnores(dom::element from, bool isForward, ChangeLine& line)
{
    return readLists(from, [&](const dom::array& parts) {
        IgnoreChange change{{}, line.sampleId, true};
        dom::element rule;
        if (parts.size() != 2 || parts.at(0).get(rule) != simdjson::SUCCESS || !readValue(rule, change.rule)
            || parts.at(1).get(change.isIgnored) != simdjson::SUCCESS)
            return false;
        change.isIgnored = change.isIgnored == isForward;
        line.ignores.push_back(std::move(change));
        return true;
    });
}

/// The places of a line's keys: the two of the messages, the content's fields, the findings that are ignored.
constexpr size_t kTurnsKey = 0;
constexpr size_t kMessagesKey = 1;
constexpr size_t kFirstFieldKey = 2;
constexpr size_t kIgnoreKey = kFirstFieldKey + kContentFieldCount;

std::optional<size_t> keyPlace(std::string_view key)
{
    if (key == "turns")
        return kTurnsKey;
    if (key == "messages")
        return kMessagesKey;
    if (key == "ignore")
        return kIgnoreKey;
    std::optional<size_t> found;
    size_t place = kFirstFieldKey;
    forContentFields([&](const auto& field) {
        if (key == field.name)
            found = place;
        ++place;
    });
    return found;
}

bool readField(std::string_view key, dom::element value, bool isForward, const std::string& folder, ChangeLine& line)
{
    if (key == "turns")
        return readTurns(value, isForward, line.patch);
    if (key == "messages")
        return readPair(value, isForward, line.patch.needRest().messages);
    if (key == "ignore")
        return readIgnores(value, isForward, line);
    bool isRead = false;
    forContentFields([&](const auto& field) {
        if (key != field.name)
            return;
        auto& to = line.patch.needRest().*field.patched;
        isRead = readPair(value, isForward, to);
        if constexpr (std::is_same_v<std::remove_reference_t<decltype(to)>, std::optional<std::vector<std::string>>>)
            if (isRead && field.isPaths)
                for (std::string& path : *to)
                    path = absolute(path, folder);
    });
    return isRead;
}

bool readMark(dom::element from, RowMark& mark)
{
    dom::array parts;
    std::string_view digits;
    if (from.get(parts) != simdjson::SUCCESS || parts.at(0).get(digits) != simdjson::SUCCESS || parts.at(1).get(mark.rows) != simdjson::SUCCESS)
        return false;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), mark.text, 16);
    return error == std::errc() && end == digits.data() + digits.size();
}

/// Bits of the turns of a line.
bool summarizeTurns(dom::element from, uint64_t& fields)
{
    return readLists(from, [&](const dom::array& parts) {
        uint64_t turn = 0;
        if (parts.at(0).get(turn) != simdjson::SUCCESS)
            return false;
        fields |= turn < 48 ? uint64_t{1} << turn : LineFields::kUnbounded;
        return true;
    });
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
        if (field.key == "row") {
            if (!readMark(field.value, summary.mark))
                return std::nullopt;
            continue;
        }
        const std::optional<size_t> place = keyPlace(field.key);
        if (!place || (*place == kTurnsKey && !summarizeTurns(field.value, summary.fields)))
            return std::nullopt;
        if (*place == kMessagesKey)
            summary.fields |= LineFields::kMessages | LineFields::kTurns;
        else if (*place == kIgnoreKey)
            summary.hasIgnores = true;
        else if (*place != kTurnsKey)
            summary.fields |= uint64_t{1} << (48 + *place);
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
        if (field.key == "sample" || field.key == "edits" || field.key == "row")
            continue;
        if (!readField(field.key, field.value, isForward, folder, result))
            return std::nullopt;
    }
    return result;
}

} // namespace lorikeet
