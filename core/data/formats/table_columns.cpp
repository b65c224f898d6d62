#include "core/data/formats/table_columns.h"

#include "core/base/strings.h"
#include "core/data/formats/folder_walk.h"
#include "core/data/media_path.h"

#include <algorithm>

namespace lorikeet {
namespace {

using Names = std::vector<std::string>;

// The likeliest first.
const Names kPicture{"file_name", "filename", "image", "images", "image_path", "image_file", "img", "img_path", "picture", "pictures", "image_name", "photo", "path", "filepath",
    "file_path", "file", "图片", "图像", "图片路径", "文件名", "画像", "ファイル名"};
const Names kAnswer{"answer", "caption", "text", "output", "response", "description", "completion", "target", "label", "captions", "answers", "comment", "描述", "标题", "答案", "回答",
    "说明", "标签", "キャプション", "説明", "答え"};
const Names kQuestion{"question", "prompt", "instruction", "query", "input", "user", "问题", "提问", "指令", "質問", "指示"};
const Names kSystem{"system", "system_prompt"};
const Names kTags{"tags", "tag", "keywords"};

const std::string* findName(const Names& columns, const Names& wanted, const Names& taken)
{
    for (const std::string& name : wanted)
        for (const std::string& column : columns)
            if (toLowerAscii(trim(column)) == name && std::find(taken.begin(), taken.end(), column) == taken.end())
                return &column;
    return nullptr;
}

const std::string* textIn(const Json& row, const std::string& column)
{
    const auto found = row.is_object() ? row.find(column) : row.end();
    return found == row.end() || !found->is_string() ? nullptr : found->get_ptr<const std::string*>();
}

/// Share of the rows whose value is a picture's name.
double pictureShare(const std::string& column, const std::vector<Json>& rows)
{
    const auto isPicture = [&](const Json& row) {
        const std::string* text = textIn(row, column);
        return text != nullptr && text->size() < 4096 && isPictureName(std::string(withoutCaptionNumber(trim(*text))));
    };
    return rows.empty() ? 0 : static_cast<double>(std::count_if(rows.begin(), rows.end(), isPicture)) / static_cast<double>(rows.size());
}

size_t totalLength(const std::string& column, const std::vector<Json>& rows)
{
    size_t length = 0;
    for (const Json& row : rows)
        if (const std::string* text = textIn(row, column))
            length += text->size();
    return length;
}

} // namespace

bool isKnownColumn(const std::string& name)
{
    for (const Names* names : {&kPicture, &kAnswer, &kQuestion, &kSystem, &kTags})
        if (findName({name}, *names, {}) != nullptr)
            return true;
    return false;
}

ColumnMapping findColumns(const std::vector<std::string>& columns, const std::vector<Json>& rows)
{
    ColumnMapping mapping;
    Names taken;
    const auto take = [&](const std::string* column) {
        if (column != nullptr)
            taken.push_back(*column);
        return column == nullptr ? std::string() : *column;
    };
    // By content first: a column "image" may hold numbers, and one without a name pictures.
    const std::string* named = findName(columns, kPicture, {});
    const std::string* picture = named != nullptr && pictureShare(*named, rows) > 0.5 ? named : nullptr;
    for (const std::string& column : columns)
        if (picture == nullptr && pictureShare(column, rows) > 0.5)
            picture = &column;
    mapping.picture = take(picture != nullptr ? picture : named);
    mapping.system = take(findName(columns, kSystem, taken));
    mapping.tags = take(findName(columns, kTags, taken));
    const std::string* question = findName(columns, kQuestion, taken);
    mapping.question = take(question);
    const std::string* answer = findName(columns, kAnswer, taken);
    if (answer == nullptr) { // The column with most text.
        size_t most = 0;
        for (const std::string& column : columns) {
            const size_t length = totalLength(column, rows);
            if (length > most && std::find(taken.begin(), taken.end(), column) == taken.end()) {
                most = length;
                answer = &column;
            }
        }
    }
    mapping.answer = take(answer);
    if (mapping.answer.empty() && !mapping.question.empty() && !mapping.picture.empty()) // A lone "prompt" beside a picture is what is to be said.
        std::swap(mapping.answer, mapping.question);
    return mapping;
}

namespace {

/// Alpaca's second part of a question, unless it is mapped to something else.
std::optional<std::string> queryColumn(const ColumnMapping& mapping, const Names& columns)
{
    if (toLowerAscii(trim(mapping.question)) != "instruction")
        return std::nullopt;
    const std::string* input = findName(columns, {"input"}, {mapping.picture, mapping.answer, mapping.system, mapping.tags});
    return input == nullptr ? std::nullopt : std::optional(*input);
}

} // namespace

DatasetDescription describeTable(const ColumnMapping& mapping, const std::vector<std::string>& columns, const std::string& name, const std::string& file)
{
    const auto column = [](const std::string& text) { return text.empty() ? std::nullopt : std::optional(text); };
    DatasetDescription description;
    description.name = name;
    description.fileName = file;
    description.isTable = true;
    description.columns = {};
    description.columns.prompt = column(mapping.question);
    description.columns.query = queryColumn(mapping, columns);
    description.columns.history = "history";
    description.columns.tools = "tools";
    description.columns.response = column(mapping.answer);
    description.columns.messages = std::nullopt;
    description.columns.system = column(mapping.system);
    description.columns.images = column(mapping.picture);
    description.columns.tags = column(mapping.tags);
    return description;
}

} // namespace lorikeet
