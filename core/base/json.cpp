#include "core/base/json.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/strings.h"

namespace lorikeet {
namespace {

constexpr size_t kMaxDepth = 64;

/// Offset of the bracket that goes too deep. Brackets in strings don't count; broken text is the parser's business.
std::optional<size_t> findTooDeep(std::string_view text)
{
    size_t depth = 0;
    bool isInString = false;
    for (size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (isInString) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                isInString = false;
        } else if (c == '"') {
            isInString = true;
        } else if (c == '[' || c == '{') {
            if (++depth > kMaxDepth)
                return i;
        } else if ((c == ']' || c == '}') && depth > 0) {
            --depth;
        }
    }
    return std::nullopt;
}

/// nlohmann's sentence without its "[json.exception…] parse error at …:" head.
std::string reasonOf(const nlohmann::json::exception& e)
{
    const std::string what = e.what();
    const size_t colon = what.find(": ");
    return colon == std::string::npos ? what : what.substr(colon + 2);
}

} // namespace

Json parseJson(std::string_view text, const std::string& origin)
{
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (text.starts_with(kByteOrderMark))
        text.remove_prefix(kByteOrderMark.size());
    if (const auto bad = findInvalidUtf8(text))
        throw Error(Text(LK_TEXT("%1 is not UTF-8: line %2, byte %3."), origin, lineOfByte(text, *bad), *bad),
            LK_TEXT("Save the file as UTF-8 and try again."));
    if (const auto deep = findTooDeep(text))
        throw Error(Text(LK_TEXT("%1 is nested deeper than %2 levels: line %3, byte %4."), origin, kMaxDepth, lineOfByte(text, *deep), *deep),
            LK_TEXT("This is no file of the kind that is expected here; check that it is the right one."));
    try {
        return Json::parse(text);
    } catch (const Json::parse_error& e) {
        const size_t at = e.byte > 0 ? e.byte - 1 : 0;
        throw Error(Text(LK_TEXT("%1 is not valid JSON: line %2, byte %3: %4."), origin, lineOfByte(text, at), at, reasonOf(e)),
            text.empty() ? LK_TEXT("The file is empty.") : LK_TEXT("Correct that place, or write the file again with the program that made it."));
    } catch (const Json::exception& e) {
        throw Error(Text(LK_TEXT("%1 can't be read as JSON: %2."), origin, reasonOf(e)), LK_TEXT("Correct that value."));
    }
}

Json readJsonFile(const std::string& path)
{
    return parseJson(readFile(path), path);
}

std::string toJsonLine(const OrderedJson& value)
{
    return value.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

std::string toPrettyJson(const OrderedJson& value)
{
    return value.dump(2, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
}

void appendJsonString(std::string& to, std::string_view text)
{
    if (!isValidUtf8(text)) {
        to += toJsonLine(OrderedJson(std::string(text)));
        return;
    }
    constexpr std::string_view kHex = "0123456789abcdef";
    to += '"';
    size_t copied = 0;
    for (size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        to.append(text, copied, i - copied);
        copied = i + 1;
        if (c == '"' || c == '\\')
            to += {'\\', static_cast<char>(c)};
        else if (c == '\n')
            to += "\\n";
        else
            to += {'\\', 'u', '0', '0', kHex[c >> 4], kHex[c & 15]};
    }
    to.append(text, copied);
    to += '"';
}

} // namespace lorikeet
