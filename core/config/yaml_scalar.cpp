#include "core/config/yaml_scalar.h"

#include "core/base/json.h"
#include "core/base/strings.h"

#include <charconv>
#include <limits>

namespace lorikeet {
namespace {

std::string withoutUnderscores(std::string_view text)
{
    std::string result;
    for (const char c : text)
        if (c != '_')
            result += c;
    return result;
}

bool isOneCase(std::string_view text)
{
    const std::string lower = toLowerAscii(text);
    const auto isUpper = [](char c) { return c >= 'A' && c <= 'Z'; };
    return text == lower || std::all_of(text.begin(), text.end(), isUpper) || (isUpper(text[0]) && text.substr(1) == lower.substr(1));
}

} // namespace

bool isNullWord(std::string_view text)
{
    return text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL";
}

std::optional<bool> toFlag(std::string_view text)
{
    if (text.empty() || !isOneCase(text))
        return std::nullopt;
    const std::string word = toLowerAscii(text);
    if (word == "yes" || word == "on" || word == "true")
        return true;
    if (word == "no" || word == "off" || word == "false")
        return false;
    return std::nullopt;
}

std::optional<int64_t> toInteger(std::string_view text)
{
    std::string digits = withoutUnderscores(text);
    const bool isNegative = digits.starts_with('-');
    if (isNegative || digits.starts_with('+'))
        digits.erase(0, 1);
    int base = 10;
    if (digits.starts_with("0x") || digits.starts_with("0b")) {
        base = digits[1] == 'x' ? 16 : 2;
        digits.erase(0, 2);
    } else if (digits.size() > 1 && digits[0] == '0') {
        base = 8;
    }
    if (digits.empty() || digits[0] == '-' || digits[0] == '+')
        return std::nullopt;
    uint64_t value = 0;
    const auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
    if (code != std::errc() || end != digits.data() + digits.size() || value > static_cast<uint64_t>(std::numeric_limits<int64_t>::max()))
        return std::nullopt;
    return isNegative ? -static_cast<int64_t>(value) : static_cast<int64_t>(value);
}

std::optional<double> toNumber(std::string_view text)
{
    if (const auto integer = toInteger(text))
        return static_cast<double>(*integer);
    const std::string lower = toLowerAscii(text);
    if (lower == ".nan")
        return std::numeric_limits<double>::quiet_NaN();
    if (lower == ".inf" || lower == "+.inf" || lower == "-.inf")
        return lower[0] == '-' ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
    std::string digits = withoutUnderscores(text);
    if (digits.starts_with('+'))
        digits.erase(0, 1);
    // from_chars also takes "inf" and "nan", which YAML doesn't know as numbers.
    if (digits.empty() || digits.find_first_not_of("0123456789.eE+-") != std::string::npos)
        return std::nullopt;
    double value = 0;
    const auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (code != std::errc() || end != digits.data() + digits.size())
        return std::nullopt;
    return value;
}

std::string quoteScalar(const std::string& text)
{
    constexpr std::string_view kSpecialAtStart = "!&*-?:,[]{}#|>@`\"'%=<";
    bool isSafe = !isNullWord(text) && !toFlag(text) && !toNumber(text) && kSpecialAtStart.find(text[0]) == std::string_view::npos
        && text.front() != ' ' && text.back() != ' ' && text.back() != ':' && text.find(": ") == std::string::npos
        && text.find(" #") == std::string::npos && text.find_first_of(",[]{}") == std::string::npos;
    isSafe = isSafe && std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f; });
    if (isSafe)
        return text;
    return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace lorikeet
