#include "core/data/formats/data_file.h"

#include "core/base/error.h"
#include "core/base/strings.h"
#include "core/data/encodings.h"
#include "core/data/formats/csv.h"
#include "core/data/formats/row_reader.h"
#include "core/data/formats/row_stream.h"
#include "core/data/formats/sniff.h"
#include "core/data/parallel.h"

#include <algorithm>
#include <iterator>
#include <mutex>

namespace lorikeet {
namespace {

constexpr size_t kHopeless = 10'000;             ///< Rows in a row without one that can be used: another kind of file.
constexpr size_t kLargeRowBytes = size_t{1} << 20;
constexpr size_t kMaxValues = 500'000;           ///< In one row.

std::unique_ptr<RowSplitter> splitterFor(const FileForm& form, const std::string& path)
{
    switch (form.kind) {
    case FileForm::Kind::Csv:
        return makeCsvSplitter(form.delimiter);
    case FileForm::Kind::JsonList:
        return makeJsonListSplitter(path, form.member);
    default:
        return makeLineSplitter();
    }
}

/// From a row's bytes to its JSON, of whatever form the file is. Thread-safe.
class RowParser {
public:
    /// @param encoding of a file that is not UTF-8 as a whole and was not decoded as one; "" = none, or none that is known
    RowParser(const FileForm& form, const DataFile& file, std::string encoding) : form_(form), file_(file), encoding_(std::move(encoding)) {}

    /// nullopt and an issue when the row can't be read.
    std::optional<Json> parse(const RawRow& raw, std::vector<Issue>& issues) const
    {
        std::string decoded;
        std::string_view text = raw.text;
        if (!isAscii(text) && (!encoding_.empty() || !isValidUtf8(text))) {
            auto known = lineToUtf8(text, encoding_);
            if (!known) {
                issues.push_back({Severity::Fatal, "text.encoding", file_.path, raw.row,
                    encodingMessage("Example " + std::to_string(raw.row + 1), text), encodingHint()});
                return std::nullopt;
            }
            decoded = std::move(*known);
            text = decoded;
        }
        if (form_.kind == FileForm::Kind::Csv)
            return record(text, raw.row, issues);
        if (form_.kind == FileForm::Kind::Text)
            return Json{{"text", text.ends_with('\r') ? text.substr(0, text.size() - 1) : text}};
        if (text.size() < kLargeRowBytes)
            return json(text, raw.row, issues);
        if (static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) { return c == ',' || c == '[' || c == '{'; })) > kMaxValues) {
            issues.push_back({Severity::Fatal, "row.too_long", file_.path, raw.row,
                Text(LK_TEXT("Example %1 holds more than %2 values."), raw.row + 1, kMaxValues), LK_TEXT("Leave it out, or check that the file is the right one.")});
            return std::nullopt;
        }
        const std::lock_guard oneAtATime(largeRows_); // Their trees take a multiple of their bytes.
        return json(text, raw.row, issues);
    }

private:
    std::optional<Json> json(std::string_view text, int row, std::vector<Issue>& issues) const
    {
        try {
            return parseJson(text, file_.path);
        } catch (const Error& error) {
            issues.push_back({Severity::Fatal, "row.json", file_.path, row, Text(LK_TEXT("Example %1 can't be read: %2"), row + 1, error.message().english()),
                LK_TEXT("Correct this line of the file, or leave it out.")});
            return std::nullopt;
        }
    }

    std::optional<Json> record(std::string_view text, int row, std::vector<Issue>& issues) const
    {
        const std::vector<std::string> fields = parseCsvRecord(text, form_.delimiter);
        if (fields.size() > 1 && std::all_of(fields.begin(), fields.end(), [](const std::string& field) { return field.empty(); }))
            return std::nullopt; // As spreadsheets write below their last row.
        if (fields.size() > form_.columns.size()) {
            issues.push_back({Severity::Fatal, "row.fields", file_.path, row,
                Text(LK_TEXT("Example %1 has %2 fields; the table has %3 columns."), row + 1, fields.size(), form_.columns.size()),
                LK_TEXT("Put texts with commas or line breaks into quotation marks.")});
            return std::nullopt;
        }
        Json object = Json::object();
        for (size_t i = 0; i < fields.size(); ++i)
            object[form_.columns[i]] = fields[i];
        return object;
    }

    const FileForm& form_;
    const DataFile& file_;
    std::string encoding_;
    mutable std::mutex largeRows_;
};

/// A named picture column that no row has is a slip in dataset_info.json that would train without pictures.
void checkImageColumn(Dataset& result, const DatasetDescription& description, const DataFile& file, size_t rows)
{
    const std::string key = "\"" + *description.columns.images + "\"";
    result.issues.push_back({Severity::Fatal, "row.column", file.path, 0,
        Text(LK_TEXT("Column %1 (the pictures) of dataset \"%2\" is in none of the %3 examples."), key, description.name, rows),
        LK_TEXT("Name the right column under \"columns\" in dataset_info.json (images), or remove it for text-only data.")});
}

void readBatch(const std::vector<RawRow>& raw, const RowParser& parser, const RowReader& reader, std::vector<ReadRow>& rows)
{
    rows.clear();
    rows.resize(raw.size());
    const auto& imageColumn = reader.description().columns.images;
    parallelFor(raw.size(), 512, [&](size_t begin, size_t end) {
        for (size_t i = begin; i < end; ++i) {
            const auto json = parser.parse(raw[i], rows[i].issues);
            if (!json)
                continue;
            rows[i].hasImageColumn = imageColumn && json->is_object() && json->contains(*imageColumn);
            rows[i].sample = reader.read(*json, raw[i].row, rows[i].issues);
        }
    });
}

/// The description by content, from the first rows; nullopt where none of these could be read.
std::optional<FoundDescription> sniff(const std::vector<RawRow>& raw, const RowParser& parser, const FileForm& form, const DataFile& file, DatasetSource& source)
{
    constexpr size_t kLookedAt = 30;
    std::vector<Json> rows;
    std::vector<Issue> reportedLater;
    for (const bool takesLarge : {false, true}) // Large ones only where there is no other.
        for (size_t i = 0; i < raw.size() && (rows.empty() || (!takesLarge && i < kLookedAt)); ++i)
            if (takesLarge == (raw[i].text.size() >= kLargeRowBytes))
                if (auto json = parser.parse(raw[i], reportedLater))
                    rows.push_back(std::move(*json));
    if (form.kind == FileForm::Kind::Text) {
        source.format = "text";
        return FoundDescription{plainTextDescription(file.datasetName, file.path), {}};
    }
    if (rows.empty())
        return std::nullopt;
    return sniffRows(rows, form, file, source);
}

void readRowsInto(Dataset& result, const DataFile& file, const FileForm& form, const MediaPaths& media, DatasetSource& source)
{
    RowStream stream(file.path, splitterFor(form, file.path), form.decodeFrom);
    if (form.kind == FileForm::Kind::Text)
        stream.keepBlankRows(); // An empty line of a text file is a text, as in LLaMA-Factory.
    if (form.kind == FileForm::Kind::Csv && form.hasHeader)
        stream.passHeader();
    const RowParser parser(form, file, form.decodeFrom.empty() ? source.encoding : "");
    const std::string prefix = file.datasetName + "#";
    RowCollector collector(result, file);
    std::optional<FoundDescription> known;
    const FoundDescription unread{plainTextDescription(file.datasetName, file.path), {}}; // While no row can be read: each says why.
    std::vector<RawRow> raw;
    std::vector<Issue> issues;
    std::vector<ReadRow> rows;
    bool sawImageColumn = false;
    while (stream.next(raw, issues)) {
        file.options.stop.check();
        if (file.maxRows > 0 && collector.rows() + raw.size() > file.maxRows)
            raw.resize(file.maxRows - collector.rows());
        if (!known)
            known = file.description != nullptr ? FoundDescription{*file.description, kAsDescribed} : sniff(raw, parser, form, file, source);
        const FoundDescription& now = known ? *known : unread;
        readBatch(raw, parser, RowReader(now.description, media, file.path, now.rules), rows);
        for (ReadRow& row : rows) {
            sawImageColumn |= row.hasImageColumn;
            if (row.sample && row.sample->id.empty())
                row.sample->id = prefix + std::to_string(row.sample->row);
        }
        collector.take(std::exchange(issues, {}));
        if (!collector.take(rows) || (file.maxRows > 0 && collector.rows() >= file.maxRows))
            break;
    }
    collector.take(std::move(issues));
    collector.finish();
    if (collector.rows() == 0 && result.issues.empty())
        throw Error(Text(LK_TEXT("Data file %1 holds no examples."), file.path), LK_TEXT("Choose the file that holds the examples."));
    if (file.description != nullptr && file.description->columns.images && !sawImageColumn && collector.rows() > 0)
        checkImageColumn(result, *file.description, file, collector.rows());
    source.isPairs = known && known->description.isRanking;
}

} // namespace

bool RowCollector::take(std::vector<ReadRow>& rows)
{
    rows_ += rows.size();
    for (ReadRow& row : rows) {
        if (row.sample)
            for (Issue& issue : row.issues)
                issue.sample = result_.samples.size();
        take(std::move(row.issues));
        if (row.sample)
            result_.samples.push_back(std::move(*row.sample));
    }
    gaveUp_ = samples() == 0 && rows_ >= kHopeless;
    return !gaveUp_;
}

void RowCollector::take(std::vector<Issue> issues)
{
    for (Issue& issue : issues)
        if (issues_++ < kMaxListedIssues)
            result_.issues.push_back(std::move(issue));
}

void RowCollector::finish()
{
    if (issues_ > kMaxListedIssues)
        result_.issues.push_back({Severity::Fatal, "row.many", file_.path, -1, Text(LK_TEXT("%1 further problems of this file are not listed."), issues_ - kMaxListedIssues),
            LK_TEXT("Correct those that are listed; many have one cause.")});
    if (gaveUp_)
        result_.issues.push_back({Severity::Fatal, "row.many", file_.path, -1, Text(LK_TEXT("None of the first %1 rows can be used; the rest of the file was not read."), rows_),
            LK_TEXT("Check that it is the right file.")});
}

void readDataFileInto(Dataset& result, const DataFile& file, const MediaPaths& media)
{
    refuseForeignFile(file.path);
    DatasetSource source;
    source.path = file.path;
    const FileForm form = findForm(file, source);
    if (form.kind == FileForm::Kind::Coco) {
        source.format = "coco";
        readCocoInto(result, file, form, media);
    } else {
        readRowsInto(result, file, form, media, source);
    }
    result.sources.push_back(std::move(source));
}

} // namespace lorikeet
