#include "core/data/formats/sniff.h"

#include "core/base/error.h"
#include "core/base/strings.h"
#include "core/data/formats/own_columns.h"
#include "core/data/formats/table_columns.h"

#include <algorithm>

namespace lorikeet {

std::optional<std::string> sniffImageColumn(const Json& row)
{
    for (const char* name : {"images", "image"})
        if (row.contains(name))
            return name;
    return std::nullopt;
}

/// {"messages": [{"role": "user", "content": …}, …]}
bool sniffMessages(const Json& row, DatasetDescription& description)
{
    for (const char* column : {"messages", "conversations"}) {
        const auto found = row.find(column);
        if (found == row.end() || !found->is_array() || found->empty() || !(*found)[0].is_object() || !(*found)[0].contains("role"))
            continue;
        description.formatting = Formatting::ShareGpt;
        description.columns.messages = column;
        description.tags = {.role = "role", .content = "content", .user = "user", .assistant = "assistant", .observation = "tool",
            .function = "function", .system = "system"};
        description.isOpenAi = true;
        return true;
    }
    return false;
}

/// {"instruction": …, "input": …, "output": …}
bool sniffAlpaca(const Json& row, DatasetDescription& description)
{
    for (const auto& [prompt, response] : {std::pair{"instruction", "output"}, {"question", "answer"}, {"prompt", "response"}}) {
        if (!row.contains(prompt) || !(row.contains(response) || (row.contains("chosen") && row.contains("rejected"))))
            continue;
        description.formatting = Formatting::Alpaca;
        description.columns.prompt = prompt;
        description.columns.response = response;
        if (!row.contains(response)) // A pair.
            description.columns.response = std::nullopt;
        return true;
    }
    return false;
}

/// {"text": …}
DatasetDescription plainTextDescription(const std::string& name, const std::string& file)
{
    DatasetDescription description;
    description.name = name;
    description.fileName = file;
    description.columns.prompt = "text";
    for (auto* column : {&description.columns.query, &description.columns.response, &description.columns.messages})
        *column = std::nullopt;
    return description;
}

bool sniffPair(const Json& row, DatasetDescription& description)
{
    if (!row.contains("chosen") || !row.contains("rejected"))
        return false;
    description.isRanking = true;
    description.columns.chosen = "chosen";
    description.columns.rejected = "rejected";
    return true;
}

namespace {

/// Answers judged good or bad are another way of learning.
void refuseKto(const Json& row, const DataFile& file)
{
    const bool isTalk = row.contains("messages") || row.contains("conversations") || row.contains("prompt") || row.contains("instruction");
    for (const char* column : {"kto_tag", "label"})
        if (isTalk && row.contains(column) && row[column].is_boolean())
            throw Error(Text(LK_TEXT("%1 holds answers judged good or bad (KTO, column \"%2\"), which are not read here."), file.path, column),
                LK_TEXT("Keep the rows with good answers and leave that column out."));
}

std::string formatName(const DatasetDescription& description)
{
    if (description.formatting == Formatting::ShareGpt)
        return description.tags.role == "role" ? "messages" : description.columns.images == "image" ? "llava" : "sharegpt";
    return description.columns.response || description.isRanking ? "alpaca" : "text";
}

std::vector<std::string> columnsOf(const std::vector<Json>& rows)
{
    std::vector<std::string> columns;
    for (const Json& row : rows)
        for (const auto& item : row.items())
            if (std::find(columns.begin(), columns.end(), item.key()) == columns.end())
                columns.push_back(item.key());
    return columns;
}

/// What the data's columns are taken for. Our own have their meaning already.
ColumnMapping mappingOf(const std::vector<Json>& rows, const std::vector<std::string>& columns, const std::vector<std::string>& foreign)
{
    std::vector<std::string> theirs;
    for (const std::string& column : columns)
        if (!isOwnColumn(column) || column == kTagsColumn || std::find(foreign.begin(), foreign.end(), column) != foreign.end())
            theirs.push_back(column);
    return findColumns(theirs, rows);
}

DatasetDescription tableOf(const ColumnMapping& mapping, const std::vector<std::string>& columns, const DataFile& file, DatasetSource& source, const char* format)
{
    source.columns = columns;
    source.mapping = mapping;
    source.format = mapping.picture == "file_name" ? "metadata" : format;
    DatasetDescription description = describeTable(mapping, columns, file.datasetName, file.path);
    if (!file.options.columns && !description.columns.system) // Rows of JSON may have it later.
        description.columns.system = "system";
    return description;
}

/// Pictures whose questions hold no mark for them: a flat row in alpaca's words.
bool lacksMarks(const std::vector<Json>& rows, const DatasetDescription& description)
{
    if (description.formatting != Formatting::Alpaca || !description.columns.images || description.isRanking)
        return false;
    return std::none_of(rows.begin(), rows.end(), [](const Json& row) { return row.dump(-1, ' ', false, Json::error_handler_t::replace).find(kImagePlaceholder) != std::string::npos; });
}

} // namespace

FoundDescription sniffRows(const std::vector<Json>& rows, const FileForm& form, const DataFile& file, DatasetSource& source)
{
    const std::vector<std::string> columns = form.kind == FileForm::Kind::Csv ? form.columns : columnsOf(rows);
    const RowRules rules{!file.options.columns, foreignColumns(columns, rows)};
    const ColumnMapping mapping = file.options.columns ? *file.options.columns : mappingOf(rows, columns, rules.foreign);
    if (form.kind == FileForm::Kind::Csv)
        return {tableOf(mapping, columns, file, source, form.delimiter == '\t' ? "tsv" : "csv"), rules};
    DatasetDescription description;
    description.name = file.datasetName;
    description.fileName = file.path;
    // Whether or not the first rows have them.
    for (const auto& [column, name] : {std::pair{&description.columns.history, "history"}, {&description.columns.system, "system"}, {&description.columns.tools, "tools"},
             {&description.columns.videos, "videos"}, {&description.columns.audios, "audios"}})
        *column = name;
    bool isKnown = false;
    bool isText = false;
    for (const Json& row : rows) {
        if (!row.is_object())
            continue;
        refuseKto(row, file);
        if (!isKnown)
            isKnown = sniffMessages(row, description) || sniffLlava(row, description) || sniffAlpaca(row, description);
        isText |= row.contains("text") && row["text"].is_string();
        for (const auto& [column, name] : {std::pair{&description.columns.videos, "video"}, {&description.columns.audios, "audio"}})
            if (row.contains(name) && !row.contains(**column))
                *column = name;
        if (!description.columns.images)
            description.columns.images = sniffImageColumn(row);
        sniffPair(row, description);
    }
    if (file.options.columns || !isKnown || lacksMarks(rows, description)) {
        const bool isTable = file.options.columns || isKnown || !mapping.picture.empty() || (!mapping.question.empty() && !mapping.answer.empty());
        if (isTable && !columns.empty())
            return {tableOf(mapping, columns, file, source, isKnown ? "alpaca" : "table"), rules};
    }
    if (!isKnown && isText) {
        source.format = "text";
        return {plainTextDescription(file.datasetName, file.path), {}};
    }
    if (!isKnown)
        throw Error(Text(LK_TEXT("%1 has no form that is known here; its columns are: %2."), file.path, columns.empty() ? "-" : join(columns, ", ")),
            LK_TEXT("Known are conversations (LLaVA, ShareGPT), messages (OpenAI), instruction/output (alpaca), tables with a picture column and plain text (text). Describe other "
                    "columns in a dataset_info.json."));
    source.format = formatName(description);
    return {description, rules};
}

} // namespace lorikeet
