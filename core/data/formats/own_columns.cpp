#include "core/data/formats/own_columns.h"

#include "core/base/strings.h"

#include <algorithm>
#include <array>

namespace lorikeet {
namespace {

const Json* find(const Json& row, const char* name)
{
    const auto found = row.find(name);
    return found == row.end() || found->is_null() ? nullptr : &*found;
}

bool isTrue(const Json& value)
{
    return value.is_boolean() ? value.get<bool>() : value.is_string() && value.get_ref<const std::string&>() == "true";
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

} // namespace

bool isOwnColumn(std::string_view name)
{
    constexpr std::array<std::string_view, 8> kNames{kSampleIdColumn, kTagsColumn, kProvenanceColumn, kReviewColumn, kOrientationColumn, kExcludedColumn, kConversationColumn, kRejectedColumn};
    return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
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

void readOwnColumns(const Json& row, Sample& sample)
{
    // Snapshots of a project carry the id under which its edits and pinned examples are known.
    if (const Json* id = find(row, kSampleIdColumn); id != nullptr && id->is_string())
        sample.id = id->get<std::string>();
    if (const Json* tags = find(row, kTagsColumn); tags != nullptr && sample.tags.empty())
        sample.tags = tagsFrom(*tags);
    if (const Json* provenance = find(row, kProvenanceColumn))
        sample.provenance = provenanceFrom(*provenance).value_or(sample.provenance);
    if (const Json* review = find(row, kReviewColumn); review != nullptr && review->is_string())
        sample.review = reviewFromName(review->get_ref<const std::string&>()).value_or(Review::None);
    if (const Json* keeps = find(row, kOrientationColumn))
        sample.keepsStoredOrientation = isTrue(*keeps);
    if (const Json* excluded = find(row, kExcludedColumn))
        sample.isExcluded = isTrue(*excluded);
}

void OwnColumns::add(const Sample& sample)
{
    tags |= !sample.tags.empty();
    provenance |= sample.provenance != Provenance{};
    review |= sample.review != Review::None;
    orientation |= sample.keepsStoredOrientation;
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
    if (excluded)
        row[kExcludedColumn] = sample.isExcluded;
}

} // namespace lorikeet
