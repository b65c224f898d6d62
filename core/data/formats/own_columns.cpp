#include "core/data/formats/own_columns.h"

#include "core/base/strings.h"

#include <algorithm>
#include <array>

namespace lorikeet {
namespace {

bool contains(const std::vector<std::string>& names, std::string_view name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// nullopt where it is neither. Spreadsheets write TRUE.
std::optional<bool> boolFrom(const Json& value)
{
    if (value.is_boolean())
        return value.get<bool>();
    const std::string word = value.is_string() ? toLowerAscii(value.get_ref<const std::string&>()) : "";
    return word == "true" ? std::optional(true) : word == "false" ? std::optional(false) : std::nullopt;
}

std::optional<Review> reviewFrom(const Json& value)
{
    return value.is_string() ? reviewFromName(value.get_ref<const std::string&>()) : std::nullopt;
}

std::string textOf(const Json& object, const char* key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<Provenance> provenanceFrom(const Json& value)
{
    const Json object = value.is_string() ? Json::parse(value.get_ref<const std::string&>(), nullptr, false) : value;
    if (!object.is_object())
        return std::nullopt;
    const auto origin = originFromName(textOf(object, "origin"));
    if (!origin)
        return std::nullopt;
    return Provenance{*origin, textOf(object, "model"), textOf(object, "prompt")};
}

std::vector<std::string> tagsFrom(const Json& value)
{
    if (value.is_string())
        return tagsFromText(value.get_ref<const std::string&>());
    std::vector<std::string> tags;
    if (value.is_array())
        for (const Json& tag : value)
            if (tag.is_string())
                tags.push_back(tag.get<std::string>());
    return tags;
}

/// Whether this program may have written a value into one of its columns.
bool isOwnValue(std::string_view column, const Json& value)
{
    if (value.is_null() || (value.is_string() && value.get_ref<const std::string&>().empty()))
        return true;
    if (column == kReviewColumn)
        return reviewFrom(value).has_value();
    if (column == kProvenanceColumn)
        return provenanceFrom(value).has_value();
    if (column == kConversationColumn)
        return value.is_string() && value.get_ref<const std::string&>().starts_with('[');
    if (column == kOrientationColumn || column == kAlwaysTrainsColumn || column == kExcludedColumn)
        return boolFrom(value).has_value();
    return true;
}

} // namespace

bool isOwnColumn(std::string_view name)
{
    constexpr std::array<std::string_view, 9> kNames{kSampleIdColumn, kTagsColumn, kProvenanceColumn, kReviewColumn, kOrientationColumn, kAlwaysTrainsColumn, kExcludedColumn, kConversationColumn, kRejectedColumn};
    return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

std::vector<std::string> foreignColumns(const std::vector<std::string>& columns, const std::vector<Json>& rows)
{
    std::vector<std::string> foreign;
    if (contains(columns, kSampleIdColumn))
        return foreign;
    for (const std::string& column : columns) {
        const auto isStrange = [&](const Json& row) {
            const auto found = row.is_object() ? row.find(column) : row.end();
            return found != row.end() && !isOwnValue(column, *found);
        };
        const bool isLoneRejected = column == kRejectedColumn && !contains(columns, "chosen");
        if (isOwnColumn(column) && (isLoneRejected || std::any_of(rows.begin(), rows.end(), isStrange)))
            foreign.push_back(column);
    }
    return foreign;
}

std::vector<std::string> tagsFromText(const std::string& text)
{
    if (text.starts_with('['))
        if (const Json list = Json::parse(text, nullptr, false); list.is_array())
            return tagsFrom(list);
    std::vector<std::string> tags;
    std::string divided = text;
    std::replace_if(divided.begin(), divided.end(), [](char c) { return c == ';' || c == '|'; }, ',');
    for (const std::string& piece : split(divided, ','))
        if (std::string tag = trim(piece); !tag.empty())
            tags.push_back(std::move(tag));
    return tags;
}

std::string tagsToText(const std::vector<std::string>& tags)
{
    std::string plain = join(tags, ", ");
    return tagsFromText(plain) == tags ? plain : toJsonLine(OrderedJson(tags));
}

void readOwnColumns(const Json& row, const std::vector<std::string>& foreign, Sample& sample)
{
    const auto find = [&](const char* name) -> const Json* {
        const auto found = row.find(name);
        return found == row.end() || found->is_null() || contains(foreign, name) ? nullptr : &*found;
    };
    // Snapshots of a project carry the id under which its edits and pinned examples are known.
    if (const Json* id = find(kSampleIdColumn); id != nullptr && id->is_string())
        sample.id = id->get<std::string>();
    if (const Json* tags = find(kTagsColumn); tags != nullptr && sample.tags.empty())
        sample.tags = tagsFrom(*tags);
    if (const Json* provenance = find(kProvenanceColumn))
        sample.provenance = provenanceFrom(*provenance).value_or(sample.provenance);
    if (const Json* review = find(kReviewColumn))
        sample.review = reviewFrom(*review).value_or(Review::None);
    if (const Json* keeps = find(kOrientationColumn))
        sample.keepsStoredOrientation = boolFrom(*keeps).value_or(false);
    if (const Json* trains = find(kAlwaysTrainsColumn))
        sample.alwaysTrains = boolFrom(*trains).value_or(false);
    if (const Json* excluded = find(kExcludedColumn))
        sample.isExcluded = boolFrom(*excluded).value_or(false);
}

void OwnColumns::add(const Sample& sample)
{
    tags |= !sample.tags.empty();
    provenance |= sample.provenance != Provenance{};
    review |= sample.review != Review::None;
    orientation |= sample.keepsStoredOrientation;
    alwaysTrains |= sample.alwaysTrains;
    excluded |= sample.isExcluded;
}

void OwnColumns::write(const Sample& sample, OrderedJson& row) const
{
    if (tags)
        row[kTagsColumn] = tagsToText(sample.tags); // Text, not a list: an empty list has no type for readers of tables.
    if (provenance)
        row[kProvenanceColumn] = {{"origin", originName(sample.provenance.origin)}, {"model", sample.provenance.model}, {"prompt", sample.provenance.prompt}};
    if (review)
        row[kReviewColumn] = reviewName(sample.review);
    if (orientation)
        row[kOrientationColumn] = sample.keepsStoredOrientation;
    if (alwaysTrains)
        row[kAlwaysTrainsColumn] = sample.alwaysTrains;
    if (excluded)
        row[kExcludedColumn] = sample.isExcluded;
}

} // namespace lorikeet
