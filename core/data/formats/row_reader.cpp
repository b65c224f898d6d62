#include "core/data/formats/row_reader.h"

#include "core/base/error.h"
#include "core/base/strings.h"
#include "core/data/formats/folder_walk.h"
#include "core/data/formats/other_columns.h"

#include <algorithm>
#include <array>
#include <optional>

namespace lorikeet {

bool RowInHand::refuse(std::string rule, Text message, Text fix) const
{
    issues.push_back({Severity::Fatal, std::move(rule), file, row, std::move(message), std::move(fix)});
    return false;
}

const Json* RowInHand::column(const std::string& name) const
{
    const auto found = json.find(name);
    return found == json.end() || found->is_null() ? nullptr : &*found;
}

const std::string* RowInHand::pictureColumn() const
{
    const auto& named = description.columns.images;
    if (!rules.isByContent && !description.isTable)
        return column(named) != nullptr ? &*named : nullptr;
    const auto hasSome = [&](const std::string& name) {
        const Json* value = column(name);
        return value != nullptr && !value->empty() && *value != "";
    };
    static const std::array<std::string, 2> kUsual{"images", "image"};
    const bool isUsual = !named || std::find(kUsual.begin(), kUsual.end(), *named) != kUsual.end();
    if (!rules.isByContent || !isUsual)
        return named && hasSome(*named) ? &*named : nullptr;
    const auto* found = std::find_if(kUsual.begin(), kUsual.end(), hasSome);
    return found == kUsual.end() ? nullptr : found;
}

const Json* RowInHand::history() const
{
    const Json* value = column(description.columns.history);
    const bool isList = value != nullptr && value->is_array();
    const bool isNone = description.isTable || (rules.isByContent && value != nullptr && *value == "");
    return isList || !isNone ? value : nullptr;
}

bool RowInHand::isForeign(std::string_view name) const
{
    return std::find(rules.foreign.begin(), rules.foreign.end(), name) != rules.foreign.end();
}

bool appendImage(const RowInHand& row, const MediaPaths& media, const std::string& written, Sample& sample)
{
    if (written.empty() || written.find('\0') != std::string::npos || !isValidUtf8(written))
        return row.refuse("image.path", Text(LK_TEXT("Example %1 lists a picture whose path is empty or holds bytes that no path can hold."), row.number()),
            LK_TEXT("Write the path of the picture file, relative to the data folder."));
    MediaPaths::Resolved found = media.resolve(written);
    const std::string shown = written.size() > 300 ? written.substr(0, 300) + "…" : written;
    switch (found.place) {
    case MediaPaths::Place::Outside: {
        const std::string folder = found.path.substr(0, std::max<size_t>(found.path.rfind('/'), 1));
        return row.refuse("image.outside", Text(LK_TEXT("Example %1: the picture %2 lies outside the data folder, in %3; it is not opened."), row.number(), shown, folder),
            outsideHint(folder));
    }
    case MediaPaths::Place::Remote:
        return row.refuse("image.remote", Text(LK_TEXT("Example %1: the picture %2 is an address on a network; nothing is downloaded here."), row.number(), shown),
            LK_TEXT("Download the pictures yourself and write their paths."));
    case MediaPaths::Place::Embedded:
        return row.refuse("image.embedded", Text(LK_TEXT("Example %1: the picture stands in the data file itself (%2…); only picture files are read."), row.number(), found.path.substr(0, 22)),
            LK_TEXT("Save the pictures as files and write their paths."));
    case MediaPaths::Place::Found:
    case MediaPaths::Place::Missing:
        break;
    }
    sample.images.push_back(std::move(found.path));
    sample.imagesAsWritten.push_back(written);
    return true;
}

namespace {

/// A cell of a table may hold a list: ["a.jpg", "b.jpg"].
std::optional<Json> listInCell(const Json& value)
{
    if (!value.is_string() || !value.get_ref<const std::string&>().starts_with('['))
        return std::nullopt;
    Json list = Json::parse(value.get_ref<const std::string&>(), nullptr, false);
    return list.is_array() ? std::optional(std::move(list)) : std::nullopt;
}

bool appendListed(const RowInHand& row, const MediaPaths& media, const std::string& column, const Json& image, Sample& sample)
{
    // Hugging Face's tables hold {"bytes": …, "path": …}.
    const Json* path = image.is_object() && image.contains("path") && image["path"].is_string() ? &image["path"] : &image;
    if (!path->is_string())
        return row.refuse("image.path", Text(LK_TEXT("Example %1: an entry of \"%2\" is not text."), row.number(), column),
            LK_TEXT("Write the paths of picture files; pictures inside the data file can't be read here."));
    return appendImage(row, media, path->get_ref<const std::string&>(), sample);
}

/// Videos and sounds are named, not passed by.
bool refuseOtherMedia(const RowInHand& row)
{
    for (const auto& name : {row.description.columns.videos, row.description.columns.audios}) {
        const Json* media = row.column(name);
        if (media != nullptr && !media->empty() && !(media->is_string() && media->get_ref<const std::string&>().empty()))
            return row.refuse("row.media", Text(LK_TEXT("Example %1 has a value in \"%2\": videos and sounds are not read."), row.number(), *name),
                LK_TEXT("Leave this example out, or take single pictures of it."));
    }
    return true;
}

/// Flat rows say nothing of where the picture stands: in front of the question. Alpaca's rows by content are flat where they have no mark at all.
void addPlaceholders(const RowInHand& row, Sample& sample)
{
    if (sample.images.empty() || sample.messages.empty())
        return;
    size_t marks = 0;
    for (const Message& message : sample.messages)
        marks += countPlaceholders(message.content);
    const bool isFlatAlpaca = row.rules.isByContent && row.description.formatting == Formatting::Alpaca && marks == 0;
    if (!row.description.isTable && !isFlatAlpaca)
        return;
    std::string missing;
    for (size_t i = marks; i < sample.images.size(); ++i)
        missing += std::string(kImagePlaceholder) + "\n";
    sample.messages.front().content.insert(0, missing);
}

/// Whether a column is read by its name in the description, or is one of ours.
bool isMapped(const RowInHand& row, const std::string& name)
{
    const DatasetColumns& c = row.description.columns;
    const bool isAlpaca = row.description.formatting == Formatting::Alpaca;
    for (const auto* column : {&c.prompt, &c.query, &c.response})
        if (isAlpaca && *column == name)
            return true;
    if (isAlpaca && c.history == name && row.history() != nullptr)
        return true;
    for (const auto* column : {&c.system, &c.tools, &c.images, &c.videos, &c.audios, &c.chosen, &c.rejected, &c.tags})
        if (*column == name)
            return true;
    return (!isAlpaca && c.messages == name) || (isOwnColumn(name) && !row.isForeign(name));
}

} // namespace

bool readImages(const RowInHand& row, const MediaPaths& media, Sample& sample)
{
    const std::string* column = row.pictureColumn();
    if (column == nullptr) {
        for (const std::string& written : row.description.formatting == Formatting::ShareGpt ? imagesInMessages(row) : std::vector<std::string>{})
            if (!appendImage(row, media, written, sample))
                return false;
        return true;
    }
    const Json* images = row.column(*column);
    const std::optional<Json> list = row.description.isTable ? listInCell(*images) : std::nullopt;
    images = list ? &*list : images;
    if (images->is_string() || images->is_object())
        return appendListed(row, media, *column, *images, sample);
    if (!images->is_array())
        return row.refuse("image.path", Text(LK_TEXT("Example %1: \"%2\" must be a picture's path or a list of paths."), row.number(), *column),
            LK_TEXT("Write [\"picture.jpg\"], or leave the column out where there is no picture."));
    for (const Json& image : *images)
        if (!appendListed(row, media, *column, image, sample))
            return false;
    return true;
}

std::optional<Sample> RowReader::read(std::string_view text, int row, std::vector<Issue>& issues) const
{
    Json json;
    try {
        json = parseJson(text, file_);
    } catch (const Error& error) {
        issues.push_back({Severity::Fatal, "row.json", file_, row,
            Text(LK_TEXT("Example %1 can't be read: %2"), row + 1, error.message().english()),
            LK_TEXT("Correct this line of the file, or leave it out.")});
        return std::nullopt;
    }
    return read(json, row, issues);
}

std::optional<Sample> RowReader::read(const Json& json, int row, std::vector<Issue>& issues) const
{
    const RowInHand hand{json, description_, file_, row, issues, rules_};
    if (!json.is_object()) {
        hand.refuse("row.json", Text(LK_TEXT("Example %1 is not an object with columns."), row + 1), LK_TEXT("Write {\"messages\": …, \"images\": …}."));
        return std::nullopt;
    }
    Sample sample;
    sample.dataset = description_.name;
    sample.file = file_;
    sample.row = row;
    const bool isRead = description_.formatting == Formatting::Alpaca ? readAlpacaRow(hand, sample) : readShareGptRow(hand, sample);
    if (!isRead || !readImages(hand, media_, sample) || !refuseOtherMedia(hand))
        return std::nullopt;
    addPlaceholders(hand, sample);
    if (const Json* tags = hand.column(description_.columns.tags); tags != nullptr && tags->is_string())
        sample.tags = tagsFromText(tags->get_ref<const std::string&>());
    readOwnColumns(json, rules_.foreign, sample);
    const std::string* pictures = hand.pictureColumn();
    readOtherColumns(json, [&](const std::string& name) { return (pictures != nullptr && name == *pictures) || isMapped(hand, name); }, sample);
    if (const Json* tools = hand.column(description_.columns.tools))
        sample.tools = tools->is_string() ? tools->get<std::string>() : toJsonLine(OrderedJson(*tools));
    return sample;
}

} // namespace lorikeet
