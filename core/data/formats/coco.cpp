#include "core/base/error.h"
#include "core/base/json.h"
#include "core/data/formats/captions.h"
#include "core/data/formats/data_file.h"
#include "core/data/formats/row_reader.h"
#include "core/data/formats/row_stream.h"
#include "core/data/parallel.h"

#include <iterator>
#include <unordered_map>

namespace lorikeet {
namespace {

/// Ids are numbers or texts.
std::string idOf(const Json& row, const char* key)
{
    const auto found = row.find(key);
    return found == row.end() || found->is_structured() || found->is_null() ? "" : found->is_string() ? found->get<std::string>() : found->dump();
}

std::optional<Json> parse(const RawRow& raw, const DataFile& file, std::vector<Issue>& issues)
{
    try {
        Json json = parseJson(raw.text, file.path);
        if (json.is_object())
            return json;
    } catch (const Error& error) {
        issues.push_back({Severity::Fatal, "row.json", file.path, raw.row, Text(LK_TEXT("Example %1 can't be read: %2"), raw.row + 1, error.message().english()),
            LK_TEXT("Correct this place of the file, or leave it out.")});
        return std::nullopt;
    }
    issues.push_back({Severity::Fatal, "row.json", file.path, raw.row, Text(LK_TEXT("Example %1 is not an object with columns."), raw.row + 1), LK_TEXT("Correct it, or leave it out.")});
    return std::nullopt;
}

std::unordered_map<std::string, std::string> readPictureNames(const DataFile& file, const FileForm& form, RowCollector& collector)
{
    RowStream stream(file.path, makeJsonListSplitter(file.path, "images"), form.decodeFrom);
    std::unordered_map<std::string, std::string> names;
    std::vector<RawRow> raw;
    std::vector<Issue> issues;
    while (stream.next(raw, issues))
        for (const RawRow& row : raw)
            if (const auto json = parse(row, file, issues))
                if (const auto name = json->find("file_name"); name != json->end() && name->is_string())
                    names.emplace(idOf(*json, "id"), name->get<std::string>());
    collector.take(std::move(issues));
    return names;
}

class CaptionReader {
public:
    CaptionReader(const DataFile& file, const MediaPaths& media, const std::unordered_map<std::string, std::string>& pictures)
        : file_(file), media_(media), pictures_(pictures)
    {
        description_.name = file.datasetName;
    }

    std::optional<Sample> read(const RawRow& raw, std::vector<Issue>& issues) const
    {
        const auto json = parse(raw, file_, issues);
        if (!json)
            return std::nullopt;
        const RowInHand row{*json, description_, file_.path, raw.row, issues};
        const auto caption = json->find("caption");
        if (caption == json->end() || !caption->is_string()) {
            row.refuse("row.column", Text(LK_TEXT("Example %1 has no \"caption\"."), row.number()), LK_TEXT("Choose the captions_….json file of the data set; others hold boxes."));
            return std::nullopt;
        }
        const auto picture = pictures_.find(idOf(*json, "image_id"));
        if (picture == pictures_.end()) {
            row.refuse("row.column", Text(LK_TEXT("Example %1 names the picture %2, which \"images\" doesn't list."), row.number(), idOf(*json, "image_id")),
                LK_TEXT("Correct image_id, or leave it out."));
            return std::nullopt;
        }
        Sample sample;
        sample.dataset = file_.datasetName;
        sample.file = file_.path;
        sample.row = raw.row;
        sample.id = file_.datasetName + "#" + std::to_string(raw.row);
        sample.messages.resize(2);
        sample.messages[0].content = kCaptionPrompt;
        sample.messages[1] = {Role::Assistant, caption->get<std::string>()};
        if (!appendImage(row, media_, picture->second, sample))
            return std::nullopt;
        return sample;
    }

private:
    const DataFile& file_;
    const MediaPaths& media_;
    const std::unordered_map<std::string, std::string>& pictures_;
    DatasetDescription description_;
};

} // namespace

/// {"images": [{"id": 1, "file_name": "a.jpg"}], "annotations": [{"image_id": 1, "caption": "…"}]}
void readCocoInto(Dataset& result, const DataFile& file, const FileForm& form, const MediaPaths& media)
{
    RowCollector collector(result, file);
    const auto pictures = readPictureNames(file, form, collector);
    const CaptionReader reader(file, media, pictures);
    RowStream stream(file.path, makeJsonListSplitter(file.path, "annotations"), form.decodeFrom);
    std::vector<RawRow> raw;
    std::vector<Issue> issues;
    std::vector<ReadRow> rows;
    while (stream.next(raw, issues)) {
        if (file.maxRows > 0 && collector.rows() + raw.size() > file.maxRows)
            raw.resize(file.maxRows - collector.rows());
        rows.clear();
        rows.resize(raw.size());
        parallelFor(raw.size(), 512, [&](size_t begin, size_t end) {
            for (size_t i = begin; i < end; ++i)
                rows[i].sample = reader.read(raw[i], rows[i].issues);
        });
        collector.take(std::exchange(issues, {}));
        if (!collector.take(rows) || (file.maxRows > 0 && collector.rows() >= file.maxRows))
            break;
    }
    collector.take(std::move(issues));
    collector.finish();
    if (collector.rows() == 0)
        throw Error(Text(LK_TEXT("Data file %1 lists pictures, but no annotations with captions."), file.path),
            LK_TEXT("Choose the captions_….json file of the data set."));
}

} // namespace lorikeet
