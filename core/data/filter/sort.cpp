#include "core/data/filter/sort.h"

#include "core/base/error.h"
#include "core/base/strings.h"
#include "core/data/filter/values.h"
#include "core/text/fold.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace lorikeet {
namespace {

/// Sorts by keys of the rows; `isKnown` and `isLess` compare keys.
template <typename Key, typename IsKnown, typename IsLess>
void sortByKeys(std::vector<std::pair<Key, uint32_t>>& keyed, bool isDescending, const IsKnown& isKnown, const IsLess& isLess)
{
    std::stable_sort(keyed.begin(), keyed.end(), [&](const auto& a, const auto& b) {
        const bool knowsA = isKnown(a.first);
        const bool knowsB = isKnown(b.first);
        if (!knowsA || !knowsB)
            return knowsA && !knowsB;
        return isDescending ? isLess(b.first, a.first) : isLess(a.first, b.first);
    });
}

template <typename Key>
void takeRows(const std::vector<std::pair<Key, uint32_t>>& keyed, std::vector<uint32_t>& rows)
{
    for (size_t i = 0; i < rows.size(); ++i)
        rows[i] = keyed[i].second;
}

void sortNumbers(std::vector<uint32_t>& rows, bool isDescending, const std::function<double(size_t)>& value)
{
    std::vector<std::pair<double, uint32_t>> keyed;
    keyed.reserve(rows.size());
    for (const uint32_t row : rows)
        keyed.emplace_back(value(row), row);
    sortByKeys(keyed, isDescending, [](double key) { return !std::isnan(key); }, std::less<>());
    takeRows(keyed, rows);
}

/// A text with its first bytes as a number, which decide most comparisons without a look at the text.
struct TextKey {
    uint64_t prefix;
    std::string_view text;
};

TextKey makeKey(std::string_view text)
{
    uint64_t prefix = 0;
    for (size_t i = 0; i < 8; ++i)
        prefix = (prefix << 8) | (i < text.size() ? static_cast<unsigned char>(text[i]) : 0U);
    return {prefix, text};
}

void sortTexts(std::vector<uint32_t>& rows, bool isDescending, bool isNatural, const std::function<std::string_view(size_t)>& value)
{
    std::vector<std::pair<TextKey, uint32_t>> keyed;
    keyed.reserve(rows.size());
    for (const uint32_t row : rows)
        keyed.emplace_back(makeKey(value(row)), row);
    const auto isKnown = [](const TextKey& key) { return !key.text.empty(); };
    if (isNatural)
        sortByKeys(keyed, isDescending, isKnown, [](const TextKey& a, const TextKey& b) { return compareNatural(a.text, b.text) < 0; });
    else
        sortByKeys(keyed, isDescending, isKnown,
            [](const TextKey& a, const TextKey& b) { return a.prefix != b.prefix ? a.prefix < b.prefix : a.text < b.text; });
    takeRows(keyed, rows);
}

void sortColumn(const DataView& view, const std::string& name, bool isDescending, std::vector<uint32_t>& rows)
{
    std::vector<std::string> folded(view.samples.size());
    for (const uint32_t row : rows)
        folded[row] = foldCase(columnValue(view.samples[row], name));
    sortTexts(rows, isDescending, true, [&](size_t i) { return std::string_view(folded[i]); });
}

double stateNumber(const std::string& field, const DataView& view, size_t i)
{
    const Sample& sample = view.samples[i];
    if (field == "review") // What waits for a decision first.
        return static_cast<double>(sample.review);
    if (field == "origin")
        return static_cast<double>(sample.provenance.origin);
    return field == "edited" ? (view.isEdited(i) ? 0 : 1) : (sample.isExcluded ? 0 : 1);
}

} // namespace

const std::vector<SortField>& sortFields()
{
    static const std::vector<SortField> list{
        {"", LK_TEXT("As in the data")}, {"file", LK_TEXT("File name")}, {"dataset", LK_TEXT("Dataset")}, {"answer", LK_TEXT("Answer")},
        {"question", LK_TEXT("Question")}, {"words", LK_TEXT("Words of the answer")}, {"chars", LK_TEXT("Characters of the answer")},
        {"tokens", LK_TEXT("Tokens")}, {"picture_tokens", LK_TEXT("Tokens of the pictures")}, {"width", LK_TEXT("Width")}, {"height", LK_TEXT("Height")},
        {"aspect", LK_TEXT("Width to height")}, {"megapixels", LK_TEXT("Megapixels")}, {"pictures", LK_TEXT("Pictures")}, {"turns", LK_TEXT("Messages")},
        {"tags", LK_TEXT("Number of tags")}, {"score", LK_TEXT("Quality score")}, {"issues", LK_TEXT("Number of issues")}, {"review", LK_TEXT("Review")},
        {"origin", LK_TEXT("Who wrote it")}, {"edited", LK_TEXT("Edited first")}, {"excluded", LK_TEXT("Left out first")},
    };
    return list;
}

void sortRows(const DataView& view, const SortOrder& order, std::vector<uint32_t>& rows)
{
    const std::string& field = order.field;
    if (field.empty()) {
        std::sort(rows.begin(), rows.end());
        if (order.isDescending)
            std::reverse(rows.begin(), rows.end());
    } else if (field == "dataset") {
        sortTexts(rows, order.isDescending, true, [&](size_t i) { return std::string_view(view.samples[i].dataset); });
    } else if (field.starts_with("column.")) {
        sortColumn(view, toLowerAscii(field.substr(7)), order.isDescending, rows);
    } else if (field == "review" || field == "origin" || field == "edited" || field == "excluded") {
        sortNumbers(rows, order.isDescending, [&](size_t i) { return stateNumber(field, view, i); });
    } else if (const NumberValue number = numberValue(field)) {
        sortNumbers(rows, order.isDescending, [&](size_t i) { return number(view, i); });
    } else if (const TextValue text = foldedValue(field)) {
        sortTexts(rows, order.isDescending, field == "file", [&](size_t i) { return text(view, i); });
    } else {
        throw Error(Text(LK_TEXT("There is no order by \"%1\"."), field), LK_TEXT("Choose one of the list."));
    }
}

} // namespace lorikeet
