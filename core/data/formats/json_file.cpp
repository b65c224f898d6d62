#include "core/data/formats/json_file.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/strings.h"
#include "core/data/formats/row_reader.h"
#include "core/data/formats/rows.h"
#include "core/data/formats/sniff.h"
#include "core/data/parallel.h"

#include <algorithm>
#include <iterator>

namespace lorikeet {
namespace {

struct ReadRow {
    std::optional<Sample> sample;
    std::vector<Issue> issues;
};

/// A named picture column that no row has is a slip in dataset_info.json that would train without pictures.
void checkImageColumn(Dataset& result, const RowTexts& texts, const DatasetDescription& description, const std::string& file)
{
    if (!description.columns.images || texts.rows.empty())
        return;
    const std::string key = "\"" + *description.columns.images + "\"";
    for (std::string_view row : texts.rows)
        if (row.find(key) != std::string_view::npos)
            return;
    result.issues.push_back({Severity::Fatal, "row.column", file, 0,
        Text(LK_TEXT("Column %1 (the pictures) of dataset \"%2\" is in none of the %3 examples."), key, description.name, texts.rows.size()),
        LK_TEXT("Name the right column under \"columns\" in dataset_info.json (images), or remove it for text-only data.")});
}

} // namespace

void readJsonFileInto(Dataset& result, const std::string& file, const std::string& datasetName, const DatasetDescription* description,
    const MediaPaths& media, size_t maxRows)
{
    const std::string bytes = readFile(file);
    RowTexts texts = splitRows(bytes, file);
    if (maxRows > 0 && texts.rows.size() > maxRows)
        texts.rows.resize(maxRows);
    if (texts.rows.empty())
        throw Error(Text(LK_TEXT("Data file %1 holds no examples."), file), LK_TEXT("Choose the file that holds the examples."));
    const DatasetDescription known = description != nullptr ? *description : sniffRows(texts.rows, file, datasetName);
    const RowReader reader(known, media, file);
    std::vector<ReadRow> rows(texts.rows.size());
    parallelFor(rows.size(), 512, [&](size_t begin, size_t end) {
        for (size_t i = begin; i < end; ++i)
            rows[i].sample = reader.read(texts.rows[i], static_cast<int>(i), rows[i].issues);
    });
    if (description != nullptr)
        checkImageColumn(result, texts, known, file);
    const std::string prefix = datasetName + "#";
    result.samples.reserve(result.samples.size() + rows.size());
    for (size_t i = 0; i < rows.size(); ++i) {
        for (Issue& issue : rows[i].issues)
            if (rows[i].sample)
                issue.sample = result.samples.size();
        std::move(rows[i].issues.begin(), rows[i].issues.end(), std::back_inserter(result.issues));
        if (!rows[i].sample)
            continue;
        if (rows[i].sample->id.empty())
            rows[i].sample->id = prefix + std::to_string(i);
        result.samples.push_back(std::move(*rows[i].sample));
    }
}

void readTextFileInto(Dataset& result, const std::string& file, const std::string& datasetName, size_t maxRows)
{
    std::string bytes = readFile(file);
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (bytes.starts_with(kByteOrderMark))
        bytes.erase(0, kByteOrderMark.size());
    if (const auto bad = findInvalidUtf8(bytes))
        throw Error(Text(LK_TEXT("Text file %1 is not UTF-8: line %2, byte %3."), file, lineOfByte(bytes, *bad), *bad),
            LK_TEXT("Save it as UTF-8 in a text editor and try again."));
    if (bytes.empty())
        throw Error(Text(LK_TEXT("Data file %1 is empty."), file), LK_TEXT("Choose the file that holds the examples."));
    int row = 0;
    for (size_t at = 0; at < bytes.size() && (maxRows == 0 || static_cast<size_t>(row) < maxRows); ++row) {
        const size_t end = std::min(bytes.find('\n', at), bytes.size());
        std::string line = bytes.substr(at, end - at);
        if (line.ends_with('\r'))
            line.pop_back();
        Sample sample;
        sample.id = datasetName + "#" + std::to_string(row);
        sample.dataset = datasetName;
        sample.file = file;
        sample.row = row;
        sample.isText = true;
        sample.messages.push_back({Role::User, std::move(line)});
        result.samples.push_back(std::move(sample));
        at = end + 1;
    }
}

} // namespace lorikeet
