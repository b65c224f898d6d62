#include "core/data/formats/other_columns.h"

#include <algorithm>

namespace lorikeet {
namespace {

bool isQuoted(std::string_view kept)
{
    return kept.size() > 1 && kept.starts_with('"') && kept.ends_with('"');
}

/// As it is kept; "" where it is too long.
std::string keep(const Json& value, size_t mostBytes)
{
    const auto* text = value.get_ptr<const std::string*>();
    const std::string json = text == nullptr ? value.dump() : "";
    const std::string& written = text == nullptr ? json : *text;
    if (written.size() > mostBytes)
        return {};
    return text != nullptr && (isQuoted(*text) || Json::accept(*text)) ? '"' + *text + '"' : written;
}

bool isNothing(const Json& value)
{
    return value.is_null() || (value.is_string() && value.get_ref<const std::string&>().empty());
}

} // namespace

void readOtherColumns(const Json& row, const std::function<bool(const std::string&)>& isTaken, Sample& sample)
{
    size_t left = kMaxColumnsBytes;
    bool hasFurther = false;
    for (const auto& [name, value] : row.items()) {
        if (isNothing(value) || isTaken(name))
            continue;
        if (sample.columns.size() == kMaxColumns || name.size() > kMaxColumnNameBytes) {
            hasFurther = true;
            continue;
        }
        std::string text = keep(value, std::min(left, kMaxColumnBytes));
        left -= std::min(left, text.size());
        sample.columns.emplace_back(name, std::move(text));
    }
    if (hasFurther)
        sample.columns.emplace_back(kFurtherColumns, "");
}

std::string_view columnText(std::string_view kept)
{
    return isQuoted(kept) ? kept.substr(1, kept.size() - 2) : kept;
}

OrderedJson columnJson(const std::string& kept)
{
    constexpr std::string_view kBeginnings = "-0123456789tf[{"; // Of most texts one sees at once that they are no JSON.
    if (!kept.empty() && kBeginnings.find(kept.front()) != std::string_view::npos)
        if (OrderedJson value = OrderedJson::parse(kept, nullptr, false); !value.is_discarded() && value.dump() == kept)
            return value;
    return std::string(columnText(kept));
}

const std::string* findColumn(const Sample& sample, std::string_view name)
{
    for (const auto& [key, value] : sample.columns)
        if (key == name)
            return &value;
    return nullptr;
}

} // namespace lorikeet
