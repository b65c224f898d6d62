#include "core/base/error.h"
#include "core/base/os.h"
#include "core/base/strings.h"
#include "core/data/encodings.h"
#include "core/data/formats/csv.h"
#include "core/data/formats/data_file.h"
#include "core/data/formats/folder_walk.h"
#include "core/data/formats/row_stream.h"

#include <fmt/format.h>

namespace lorikeet {
namespace {

constexpr size_t kHeadBytes = size_t{1} << 18;

std::string headOf(const std::string& path)
{
    os::InputFile file(path);
    std::string head(kHeadBytes, '\0');
    head.resize(file.read(head.data(), head.size()));
    return head;
}

bool isOneOf(const std::string& ending, std::initializer_list<const char*> endings)
{
    return std::any_of(endings.begin(), endings.end(), [&](const char* e) { return ending == e; });
}

/// The head as UTF-8 for looking at; what can't be told is left as it is.
std::string readableHead(const std::string& head, const std::string& encoding)
{
    std::string text = head;
    if (encoding != "UTF-8" && !encoding.empty())
        for (size_t cut = 0; cut < 4 && cut < head.size(); ++cut)
            if (auto decoded = TextDecoder(encoding).decode(std::string_view(head).substr(0, head.size() - cut), true)) {
                text = std::move(*decoded);
                break;
            }
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (text.starts_with(kByteOrderMark))
        text.erase(0, kByteOrderMark.size());
    return text;
}

bool isWholeObject(std::string_view line)
{
    return Json::accept(line.substr(0, line.find_last_not_of(" \r\t\n") + 1));
}

/// The key of the list in the object at the top. Only keys that the file's beginning shows are looked for: the rest of it may be large.
std::string listMember(const std::string& path, const std::string& head, const std::string& decodeFrom)
{
    const auto isNamed = [&](const char* key) { return head.find(fmt::format("\"{}\"", key)) != std::string::npos; };
    if (isNamed("images") && (isNamed("file_name") || isNamed("annotations")))
        return "annotations";
    for (const char* member : {"data", "rows", "samples", "examples", "items", "train", "records", "dataset"}) {
        if (!isNamed(member))
            continue;
        RowStream stream(path, makeJsonListSplitter(path, member), decodeFrom);
        std::vector<RawRow> rows;
        std::vector<Issue> issues;
        if (stream.next(rows, issues) && !rows.empty() && rows.front().text.starts_with('{'))
            return member;
    }
    return "";
}

FileForm objectForm(const std::string& path, const std::string& head, FileForm form)
{
    const std::string_view text = std::string_view(head).substr(head.find('{'));
    const size_t lineEnd = std::min(text.find('\n'), text.size());
    const bool isFirstWhole = isWholeObject(text.substr(0, lineEnd));
    const bool isCutLine = lineEnd == text.size() && head.size() >= kHeadBytes; // One row is longer than what was looked at.
    const size_t second = text.substr(lineEnd).find_first_not_of(" \r\t\n");
    // A line that is a whole object makes rows of them; one inside a list ends with a comma.
    const std::string_view next = second == std::string_view::npos ? std::string_view() : text.substr(lineEnd + second);
    const bool isSecondRow = next.starts_with('{') && isWholeObject(next.substr(0, next.find('\n')));
    if (!isSecondRow && (!isFirstWhole || second == std::string_view::npos) && (isFirstWhole || lineEnd < text.size() || isCutLine)) {
        form.member = listMember(path, head, form.decodeFrom);
        if (!form.member.empty()) {
            form.kind = form.member == "annotations" ? FileForm::Kind::Coco : FileForm::Kind::JsonList;
            return form;
        }
        if (!isFirstWhole && Json::accept(text))
            throw Error(Text(LK_TEXT("Data file %1 holds one JSON object, not a list of examples."), path),
                LK_TEXT("Put the examples into a list [ … ], or write one example a line (.jsonl)."));
    }
    form.kind = FileForm::Kind::JsonLines;
    return form;
}

FileForm tableForm(const CsvLayout& layout, FileForm form)
{
    form.kind = FileForm::Kind::Csv;
    form.delimiter = layout.delimiter;
    form.hasHeader = layout.hasHeader;
    form.columns = layout.columns;
    return form;
}

/// In which encoding the whole file must be decoded first; "" = its lines can be told apart as they are.
std::string encodingOfFile(const DataFile& file, DatasetSource& source, bool isList)
{
    const TextProbe probe = probeText(file.path);
    if (probe.isUtf8)
        return "";
    source.guess = probe.guess;
    source.strangeText = probe.sample;
    const bool isMarked = isEncodingCertain(std::string_view(probe.sample).substr(0, 2)) && probe.isUtf16;
    source.encoding = isMarked ? probe.guess : file.options.encoding;
    if (!source.encoding.empty() && (probe.isUtf16 || isList))
        return source.encoding;
    if (source.encoding.empty() && (probe.isUtf16 || isList))
        throw Error(encodingMessage("Data file " + file.path, probe.sample), encodingHint());
    return "";
}

} // namespace

bool isDataFileName(const std::string& path)
{
    return isOneOf(lowerEnding(path), {".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".parquet", ".arrow", ".feather", ".xlsx", ".xls"});
}

void refuseForeignFile(const std::string& path)
{
    const std::string ending = lowerEnding(path);
    const std::string name = isOneOf(ending, {".parquet"}) ? "Parquet" : isOneOf(ending, {".arrow", ".feather"}) ? "Arrow"
        : isOneOf(ending, {".xlsx", ".xls", ".ods"}) ? "spreadsheet" : isOneOf(ending, {".zip", ".tar", ".gz", ".tgz", ".7z", ".rar", ".zst"}) ? "packed"
        : isOneOf(ending, {".pkl", ".pickle", ".npy", ".npz", ".db", ".sqlite", ".lmdb", ".tfrecord", ".h5", ".hdf5"}) ? "binary" : "";
    if (name.empty())
        return;
    if (name == "packed")
        throw Error(Text(LK_TEXT("%1 is a packed file; its contents are not read from within."), path), LK_TEXT("Unpack it and choose the folder."));
    throw Error(Text(LK_TEXT("%1 is a %2 file, which is not read here."), path, name),
        name == "spreadsheet" ? LK_TEXT("Save the table as CSV (UTF-8) and choose that file.")
                              : LK_TEXT("Convert it to JSON Lines with the pictures as files, for example with datasets: Dataset.to_json(\"data.jsonl\")."));
}

FileForm findForm(const DataFile& file, DatasetSource& source)
{
    const std::string ending = lowerEnding(file.path);
    const std::string head = headOf(file.path);
    if (head.starts_with("PAR1") || head.starts_with("ARROW1") || head.starts_with("PK\x03\x04"))
        throw Error(Text(LK_TEXT("%1 is a binary file (Parquet, Arrow or packed), which is not read here."), file.path),
            LK_TEXT("Convert it to JSON Lines or CSV, or unpack it."));
    FileForm form;
    const size_t first = head.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    const bool isList = first != std::string::npos && head[first] == '[';
    form.decodeFrom = encodingOfFile(file, source, isList && ending != ".txt");
    const std::string text = readableHead(head, source.encoding.empty() ? "" : source.encoding);
    const bool isWhole = head.size() < kHeadBytes;
    const size_t start = text.find_first_not_of(" \t\r\n");
    if (start == std::string::npos)
        throw Error(Text(LK_TEXT("Data file %1 is empty."), file.path), LK_TEXT("Choose the file that holds the examples."));
    if (isOneOf(ending, {".csv", ".tsv"}))
        return tableForm(file.description != nullptr ? csvLayoutWithHeader(text, isWhole) : findCsvLayout(text, isWhole).value_or(csvLayoutWithHeader(text, isWhole)), form);
    if (ending == ".txt") {
        const auto layout = file.description == nullptr ? findCsvLayout(text, isWhole) : std::nullopt;
        return layout && layout->hasPictures ? tableForm(*layout, form) : form;
    }
    if (text[start] == '[') {
        form.kind = FileForm::Kind::JsonList;
        return form;
    }
    if (text[start] == '{')
        return objectForm(file.path, text, form);
    throw Error(Text(LK_TEXT("Data file %1 holds neither a JSON list nor JSON Lines: it begins with \"%2\"."), file.path,
                    isValidUtf8(text.substr(start, 1)) ? text.substr(start, 1) : std::string("?")),
        LK_TEXT("Choose a .json file with a list of examples, a .jsonl file with one example a line, or a .csv table."));
}

} // namespace lorikeet
