#include "core/data/formats/csv.h"

#include "core/base/strings.h"
#include "core/data/formats/folder_walk.h"
#include "core/data/formats/row_stream.h"
#include "core/data/formats/table_columns.h"
#include "core/data/media_path.h"

#include <algorithm>

namespace lorikeet {
namespace {

constexpr size_t kLookedAt = 30;

using Records = std::vector<std::vector<std::string>>;

Records firstRecords(std::string_view head, bool isWhole, char delimiter)
{
    std::vector<RowSplitter::Event> rows;
    const auto splitter = makeCsvSplitter(delimiter);
    const size_t open = splitter->split(head, 0, std::string::npos, isWhole, rows);
    if (rows.empty() && open != std::string::npos) // One line without an end.
        rows.push_back({open, head.size()});
    Records records;
    for (const RowSplitter::Event& row : rows) {
        const std::string_view text = head.substr(row.begin, row.end - row.begin);
        if (records.size() < kLookedAt && !trim(text).empty())
            records.push_back(parseCsvRecord(text, delimiter));
    }
    return records;
}

bool looksLikePicture(const std::string& field)
{
    return field.size() < 4096 && isPictureName(std::string(withoutCaptionNumber(trim(field))));
}

/// How many of the records have as many fields as the first: 0 … 1; 0 when it has one.
double agreement(const Records& records)
{
    if (records.empty() || records.front().size() < 2)
        return 0;
    const auto same = std::count_if(records.begin(), records.end(), [&](const auto& record) { return record.size() == records.front().size(); });
    return static_cast<double>(same) / static_cast<double>(records.size());
}

bool hasHeader(const Records& records)
{
    const auto& first = records.front();
    if (std::any_of(first.begin(), first.end(), looksLikePicture))
        return false;
    if (std::any_of(first.begin(), first.end(), [](const std::string& field) { return isKnownColumn(field); }))
        return true;
    const auto isTitle = [](const std::string& field) { return !field.empty() && field.size() <= 40; };
    return records.size() > 1 && std::all_of(first.begin(), first.end(), isTitle);
}

std::vector<std::string> namesOf(const Records& records, bool isHeaderThere)
{
    std::vector<std::string> names;
    for (size_t i = 0; i < records.front().size(); ++i) {
        std::string name = isHeaderThere ? trim(records.front()[i]) : "";
        if (name.empty())
            name = "column " + std::to_string(i + 1);
        std::string unique = name;
        for (int n = 2; std::find(names.begin(), names.end(), unique) != names.end(); ++n)
            unique = name + " " + std::to_string(n);
        names.push_back(unique);
    }
    return names;
}

CsvLayout layoutOf(const Records& records, char delimiter, bool isHeaderThere)
{
    CsvLayout layout{delimiter, isHeaderThere, namesOf(records, isHeaderThere), false};
    for (size_t i = isHeaderThere ? 1 : 0; i < records.size() && !layout.hasPictures; ++i)
        layout.hasPictures = std::any_of(records[i].begin(), records[i].end(), looksLikePicture);
    return layout;
}

} // namespace

std::vector<std::string> parseCsvRecord(std::string_view record, char delimiter)
{
    if (record.ends_with('\r'))
        record.remove_suffix(1);
    std::vector<std::string> fields(1);
    bool isQuoted = false;
    bool isAtStart = true;
    for (size_t at = 0; at < record.size(); ++at) {
        const char c = record[at];
        if (isQuoted && c == '"' && at + 1 < record.size() && record[at + 1] == '"')
            fields.back() += record[++at];
        else if (isQuoted && c == '"')
            isQuoted = false;
        else if (isQuoted)
            fields.back() += c;
        else if (c == '"' && isAtStart)
            isQuoted = true;
        else if (c == delimiter)
            fields.emplace_back();
        else
            fields.back() += c;
        isAtStart = !isQuoted && c == delimiter;
    }
    return fields;
}

std::string csvField(std::string_view text)
{
    const bool isPlain = text.find_first_of("\",;\t\r\n") == std::string_view::npos && !text.starts_with(' ') && !text.ends_with(' ');
    if (isPlain)
        return std::string(text);
    std::string result = "\"";
    for (char c : text)
        result.append(c == '"' ? 2 : 1, c);
    return result + "\"";
}

std::optional<CsvLayout> findCsvLayout(std::string_view head, bool isWhole)
{
    Records best;
    char delimiter = 0;
    double bestScore = 0.79;
    for (char candidate : {'\t', ',', ';', '|'}) {
        Records records = firstRecords(head, isWhole, candidate);
        const double score = agreement(records);
        if (score <= bestScore)
            continue;
        bestScore = score;
        best = std::move(records);
        delimiter = candidate;
    }
    if (delimiter == 0)
        return std::nullopt;
    return layoutOf(best, delimiter, hasHeader(best));
}

CsvLayout csvLayoutWithHeader(std::string_view head, bool isWhole)
{
    const Records tabs = firstRecords(head, isWhole, '\t');
    const char delimiter = !tabs.empty() && tabs.front().size() > 1 ? '\t' : ',';
    const Records records = firstRecords(head, isWhole, delimiter);
    return records.empty() ? CsvLayout{} : layoutOf(records, delimiter, true);
}

} // namespace lorikeet
