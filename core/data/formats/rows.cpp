#include "core/data/formats/rows.h"

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/strings.h"

namespace lorikeet {
namespace {

constexpr size_t kMaxDepth = 64;

bool isSpace(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

size_t skipSpace(std::string_view text, size_t at)
{
    while (at < text.size() && isSpace(text[at]))
        ++at;
    return at;
}

[[noreturn]] void failAt(std::string_view bytes, size_t at, const std::string& file, const Text& what)
{
    throw Error(Text(LK_TEXT("%1 is no sound JSON: %2 (line %3, byte %4)."), file, what.english(), lineOfByte(bytes, at), at),
        LK_TEXT("Open the file at that line, correct it and try again. A file that stops in the middle must be copied again."));
}

/// End of the JSON value that begins at `at`: where its brackets close, or before the next comma or bracket.
size_t endOfValue(std::string_view bytes, size_t at, const std::string& file)
{
    const size_t begin = at;
    size_t depth = 0;
    bool isInString = false;
    for (; at < bytes.size(); ++at) {
        const char c = bytes[at];
        if (isInString) {
            if (c == '\\')
                ++at;
            else if (c == '"')
                isInString = false;
        } else if (c == '"') {
            isInString = true;
        } else if (c == '[' || c == '{') {
            if (++depth > kMaxDepth)
                failAt(bytes, at, file, LK_TEXT("nested too deep"));
        } else if (c == ']' || c == '}') {
            if (depth == 0)
                return at;
            --depth;
        } else if (c == ',' && depth == 0) {
            return at;
        }
    }
    if (depth == 0 && !isInString)
        return bytes.size();
    failAt(bytes, begin, file, LK_TEXT("a row begins here that never ends"));
}

std::vector<std::string_view> splitArray(std::string_view bytes, size_t at, const std::string& file)
{
    std::vector<std::string_view> rows;
    at = skipSpace(bytes, at + 1);
    while (at < bytes.size() && bytes[at] != ']') {
        const size_t end = endOfValue(bytes, at, file);
        rows.push_back(bytes.substr(at, end - at));
        at = skipSpace(bytes, end);
        if (at < bytes.size() && bytes[at] == ',') {
            at = skipSpace(bytes, at + 1);
            if (at < bytes.size() && bytes[at] == ']')
                failAt(bytes, at, file, LK_TEXT("a comma with no row after it"));
        } else if (at < bytes.size() && bytes[at] != ']') {
            failAt(bytes, at, file, LK_TEXT("a comma or ] is expected between rows"));
        }
    }
    if (at >= bytes.size())
        failAt(bytes, bytes.size(), file, LK_TEXT("the list of rows is not closed with ]"));
    if (skipSpace(bytes, at + 1) < bytes.size())
        failAt(bytes, at + 1, file, LK_TEXT("something follows after the list of rows"));
    return rows;
}

std::vector<std::string_view> splitLines(std::string_view bytes)
{
    std::vector<std::string_view> rows;
    for (size_t at = 0; at < bytes.size();) {
        const size_t end = std::min(bytes.find('\n', at), bytes.size());
        const std::string_view line = bytes.substr(at, end - at);
        if (skipSpace(line, 0) < line.size())
            rows.push_back(line);
        at = end + 1;
    }
    return rows;
}

} // namespace

RowTexts splitRows(std::string_view bytes, const std::string& file)
{
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (bytes.starts_with(kByteOrderMark))
        bytes.remove_prefix(kByteOrderMark.size());
    const size_t start = skipSpace(bytes, 0);
    if (start == bytes.size())
        throw Error(Text(LK_TEXT("Data file %1 is empty."), file), LK_TEXT("Choose the file that holds the examples."));
    if (bytes[start] == '[') {
        if (const auto bad = findInvalidUtf8(bytes))
            throw Error(Text(LK_TEXT("Data file %1 is not UTF-8: line %2, byte %3."), file, lineOfByte(bytes, *bad), *bad),
                LK_TEXT("Save it as UTF-8 in a text editor and try again."));
        return {false, splitArray(bytes, start, file)};
    }
    if (bytes[start] == '{') {
        RowTexts result{true, splitLines(bytes)};
        if (result.rows.size() > 1 && !Json::accept(result.rows.front()) && Json::accept(bytes))
            throw Error(Text(LK_TEXT("Data file %1 holds one JSON object, not a list of examples."), file),
                LK_TEXT("Put the examples into a list [ … ], or write one example a line (.jsonl)."));
        return result;
    }
    throw Error(Text(LK_TEXT("Data file %1 holds neither a JSON list nor JSON Lines: it begins with \"%2\"."), file,
                    isValidUtf8(bytes.substr(start, 1)) ? std::string(bytes.substr(start, 1)) : std::string("?")),
        LK_TEXT("Choose a .json file with a list of examples, or a .jsonl file with one example a line."));
}

} // namespace lorikeet
