#include "core/data/formats/row_reader.h"

#include "core/base/error.h"
#include "core/base/strings.h"

#include <optional>

namespace lorikeet {

bool RowInHand::refuse(std::string rule, Text message, Text fix) const
{
    issues.push_back({Severity::Fatal, std::move(rule), file, row, std::move(message), std::move(fix)});
    return false;
}

const Json* RowInHand::column(const std::optional<std::string>& name) const
{
    if (!name)
        return nullptr;
    const auto found = json.find(*name);
    return found == json.end() || found->is_null() ? nullptr : &*found;
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
            Text(LK_TEXT("Copy the pictures into the data folder, or allow their folder: in the window with \"Allow this folder\", in a YAML with media_folders: [\"%1\"]."), folder));
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

bool appendListed(const RowInHand& row, const MediaPaths& media, const Json& image, Sample& sample)
{
    // Hugging Face's tables hold {"bytes": …, "path": …}.
    const Json* path = image.is_object() && image.contains("path") && image["path"].is_string() ? &image["path"] : &image;
    if (!path->is_string())
        return row.refuse("image.path", Text(LK_TEXT("Example %1: an entry of \"%2\" is not text."), row.number(), *row.description.columns.images),
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

/// Flat rows say nothing of where the picture stands: in front of the question.
void addPlaceholders(Sample& sample)
{
    if (sample.images.empty() || sample.messages.empty())
        return;
    size_t marks = 0;
    for (const Message& message : sample.messages)
        marks += countPlaceholders(message.content);
    std::string missing;
    for (size_t i = marks; i < sample.images.size(); ++i)
        missing += std::string(kImagePlaceholder) + "\n";
    sample.messages.front().content.insert(0, missing);
}

constexpr size_t kMaxColumnBytes = 64;
constexpr size_t kMaxColumns = 16;

bool isMapped(const DatasetDescription& description, const std::string& name)
{
    const DatasetColumns& c = description.columns;
    for (const auto* column : {&c.prompt, &c.query, &c.response, &c.history, &c.messages, &c.system, &c.tools, &c.images, &c.videos, &c.audios, &c.chosen, &c.rejected, &c.tags})
        if (*column && **column == name)
            return true;
    return isOwnColumn(name);
}

void readOtherColumns(const RowInHand& row, Sample& sample)
{
    for (const auto& [name, value] : row.json.items()) {
        if (value.is_structured() || value.is_null() || name.size() > kMaxColumnBytes || isMapped(row.description, name))
            continue;
        std::string text = value.is_string() ? value.get<std::string>() : value.dump();
        if (text.empty() || text.size() > kMaxColumnBytes)
            continue;
        sample.columns.emplace_back(name, std::move(text));
        if (sample.columns.size() == kMaxColumns)
            return;
    }
}

} // namespace

bool readImages(const RowInHand& row, const MediaPaths& media, Sample& sample)
{
    const Json* images = row.column(row.description.columns.images);
    if (images == nullptr) {
        for (const std::string& written : row.description.formatting == Formatting::ShareGpt ? imagesInMessages(row) : std::vector<std::string>{})
            if (!appendImage(row, media, written, sample))
                return false;
        return true;
    }
    std::optional<Json> list;
    if (row.description.isTable) {
        if (images->is_string() && images->get_ref<const std::string&>().empty())
            return true; // A row without a picture.
        list = listInCell(*images);
        images = list ? &*list : images;
    }
    if (images->is_string() || images->is_object())
        return appendListed(row, media, *images, sample);
    if (!images->is_array())
        return row.refuse("image.path", Text(LK_TEXT("Example %1: \"%2\" must be a picture's path or a list of paths."), row.number(),
                              *row.description.columns.images),
            LK_TEXT("Write [\"picture.jpg\"], or leave the column out where there is no picture."));
    for (const Json& image : *images)
        if (!appendListed(row, media, image, sample))
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
    const RowInHand hand{json, description_, file_, row, issues};
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
    if (description_.isTable)
        addPlaceholders(sample);
    if (const Json* tags = hand.column(description_.columns.tags); tags != nullptr && tags->is_string())
        sample.tags = tagsFromText(tags->get_ref<const std::string&>());
    readOwnColumns(json, sample);
    readOtherColumns(hand, sample);
    if (const Json* tools = hand.column(description_.columns.tools))
        sample.tools = tools->is_string() ? tools->get<std::string>() : toJsonLine(OrderedJson(*tools));
    return sample;
}

} // namespace lorikeet
