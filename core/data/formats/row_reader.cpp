#include "core/data/formats/row_reader.h"

#include "core/base/error.h"
#include "core/base/strings.h"

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
    sample.images.push_back(media.resolve(written));
    sample.imagesAsWritten.push_back(written);
    return true;
}

bool readImages(const RowInHand& row, const MediaPaths& media, Sample& sample)
{
    const Json* images = row.column(row.description.columns.images);
    if (images == nullptr) {
        for (const std::string& written : row.description.formatting == Formatting::ShareGpt ? imagesInMessages(row) : std::vector<std::string>{})
            if (!appendImage(row, media, written, sample))
                return false;
        return true;
    }
    if (images->is_string())
        return appendImage(row, media, images->get_ref<const std::string&>(), sample);
    if (!images->is_array())
        return row.refuse("image.path", Text(LK_TEXT("Example %1: \"%2\" must be a picture's path or a list of paths."), row.number(),
                              *row.description.columns.images),
            LK_TEXT("Write [\"picture.jpg\"], or leave the column out where there is no picture."));
    for (const Json& image : *images) {
        if (!image.is_string())
            return row.refuse("image.path", Text(LK_TEXT("Example %1: an entry of \"%2\" is not text."), row.number(), *row.description.columns.images),
                LK_TEXT("Write the paths of picture files; pictures inside the data file can't be read here."));
        if (!appendImage(row, media, image.get_ref<const std::string&>(), sample))
            return false;
    }
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
    if (!isRead || !readImages(hand, media_, sample))
        return std::nullopt;
    // Snapshots of a project carry the id under which its edits and pinned examples are known.
    if (const auto id = json.find(kSampleIdColumn); id != json.end() && id->is_string())
        sample.id = id->get<std::string>();
    if (const Json* tools = hand.column(description_.columns.tools))
        sample.tools = tools->is_string() ? tools->get<std::string>() : toJsonLine(OrderedJson(*tools));
    return sample;
}

} // namespace lorikeet
