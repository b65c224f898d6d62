#include "core/data/filter/values.h"

#include "core/data/formats/other_columns.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

namespace lorikeet {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

double fromColumn(const std::vector<int32_t>& column, size_t sample, int32_t unknown)
{
    return sample < column.size() && column[sample] != unknown ? column[sample] : kUnknown;
}

double widthOf(const DataView& view, size_t i) { return fromColumn(view.facts.width, i, 0); }
double heightOf(const DataView& view, size_t i) { return fromColumn(view.facts.height, i, 0); }

struct Named {
    std::string_view name;
    NumberValue value;
};

constexpr std::array kNumbers{
    Named{"tokens", [](const DataView& v, size_t i) { return fromColumn(v.facts.tokens, i, -1); }},
    Named{"picture_tokens", [](const DataView& v, size_t i) { return fromColumn(v.facts.pictureTokens, i, -1); }},
    Named{"width", widthOf},
    Named{"height", heightOf},
    Named{"aspect", [](const DataView& v, size_t i) { return widthOf(v, i) / heightOf(v, i); }},
    Named{"megapixels", [](const DataView& v, size_t i) { return widthOf(v, i) * heightOf(v, i) * 1e-6; }},
    Named{"score", [](const DataView& v, size_t i) { return i < v.facts.score.size() && v.facts.score[i] >= 0 ? static_cast<double>(v.facts.score[i]) : kUnknown; }},
    Named{"issues", [](const DataView& v, size_t i) { return i < v.facts.rules.size() ? static_cast<double>(std::popcount(v.facts.rules[i])) : kUnknown; }},
    Named{"pictures", [](const DataView& v, size_t i) { return static_cast<double>(v.samples[i].images.size()); }},
    Named{"turns", [](const DataView& v, size_t i) { return static_cast<double>(v.samples[i].messages.size()); }},
    Named{"tags", [](const DataView& v, size_t i) { return static_cast<double>(v.samples[i].tags.size()); }},
    Named{"words", [](const DataView& v, size_t i) { return static_cast<double>(v.text.answerWords(i)); }},
    Named{"chars", [](const DataView& v, size_t i) { return static_cast<double>(v.text.answerCharacters(i)); }},
};

} // namespace

NumberValue numberValue(std::string_view field)
{
    for (const Named& number : kNumbers)
        if (number.name == field)
            return number.value;
    return nullptr;
}

TextValue foldedValue(std::string_view field)
{
    if (field == "text")
        return [](const DataView& view, size_t i) { return view.text.conversation(i); };
    if (field == "answer")
        return [](const DataView& view, size_t i) { return view.text.answer(i); };
    if (field == "question")
        return [](const DataView& view, size_t i) { return view.text.question(i); };
    if (field == "system")
        return [](const DataView& view, size_t i) { return view.text.system(i); };
    if (field == "file")
        return [](const DataView& view, size_t i) { return view.text.file(i); };
    return nullptr;
}

std::string_view columnValue(const Sample& sample, std::string_view name)
{
    const auto isSame = [](char a, char b) { return a == b || (a >= 'A' && a <= 'Z' && (a | 0x20) == b); };
    for (const auto& [key, value] : sample.columns)
        if (std::equal(key.begin(), key.end(), name.begin(), name.end(), isSame))
            return columnText(value);
    return {};
}

} // namespace lorikeet
