#include "core/text/charsmap.h"

#include "core/text/json_parts.h"

namespace lorikeet {
namespace {

uint32_t numberAt(std::string_view bytes, size_t position)
{
    uint32_t value = 0;
    for (unsigned i = 0; i < 4; ++i)
        value |= static_cast<uint32_t>(static_cast<unsigned char>(bytes[position + i])) << 8 * i;
    return value;
}

size_t childOffset(uint32_t unit)
{
    return static_cast<size_t>(unit >> 10) << ((unit & 1U << 9) >> 6);
}

bool hasValue(uint32_t unit)
{
    return (unit >> 8 & 1) != 0;
}

} // namespace

Charsmap::Charsmap(std::string compiled, const std::string& file)
{
    if (compiled.empty())
        return;
    const size_t trieBytes = compiled.size() < 4 ? 0 : numberAt(compiled, 0);
    if (trieBytes == 0 || trieBytes % 4 != 0 || trieBytes + 4 >= compiled.size() || compiled.back() != '\0')
        refuseTokenizer(file, "its precompiled_charsmap is damaged");
    for (size_t at = 4; at < 4 + trieBytes; at += 4)
        units_.push_back(numberAt(compiled, at));
    replacements_ = compiled.substr(4 + trieBytes);
}

size_t Charsmap::match(std::string_view text, std::string_view& replacement) const
{
    if (units_.empty())
        return 0;
    size_t longest = 0;
    size_t node = childOffset(units_[0]);
    for (size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        node ^= byte;
        if (node >= units_.size() || (units_[node] & (1U << 31 | 0xFFU)) != byte)
            break;
        const uint32_t unit = units_[node];
        node ^= childOffset(unit);
        if (!hasValue(unit) || node >= units_.size())
            continue;
        const size_t value = units_[node] & 0x7FFFFFFF;
        if (value >= replacements_.size())
            break;
        longest = i + 1;
        replacement = std::string_view(replacements_).substr(value, replacements_.find('\0', value) - value);
    }
    return longest;
}

} // namespace lorikeet
