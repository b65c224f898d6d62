#include "core/text/bpe.h"

#include <bit>
#include <functional>

namespace lorikeet {

void Vocabulary::reserve(size_t tokens, size_t bytes)
{
    bytes_.reserve(bytes);
    entries_.reserve(tokens);
    byId_.reserve(tokens);
    grow(std::bit_ceil(std::max<size_t>(16, tokens * 2)));
}

void Vocabulary::grow(size_t slots)
{
    slots_.assign(slots, 0);
    for (size_t e = 0; e < entries_.size(); ++e) {
        size_t at = std::hash<std::string_view>{}(textOf(entries_[e])) & (slots - 1);
        while (slots_[at] != 0)
            at = (at + 1) & (slots - 1);
        slots_[at] = static_cast<uint32_t>(e + 1);
    }
}

void Vocabulary::add(std::string_view text, TokenId id)
{
    if (find(text))
        return;
    const auto entry = static_cast<int32_t>(entries_.size());
    entries_.push_back({bytes_.size(), static_cast<uint32_t>(text.size()), id});
    bytes_ += text;
    if (static_cast<size_t>(id) >= byId_.size())
        byId_.resize(static_cast<size_t>(id) + 1, -1);
    if (byId_[static_cast<size_t>(id)] < 0)
        byId_[static_cast<size_t>(id)] = entry;
    if (entries_.size() * 2 > slots_.size()) {
        grow(std::bit_ceil(std::max<size_t>(16, entries_.size() * 4)));
        return;
    }
    size_t at = std::hash<std::string_view>{}(text) & (slots_.size() - 1);
    while (slots_[at] != 0)
        at = (at + 1) & (slots_.size() - 1);
    slots_[at] = static_cast<uint32_t>(entry + 1);
}

std::optional<TokenId> Vocabulary::find(std::string_view text) const
{
    if (slots_.empty())
        return std::nullopt;
    for (size_t at = std::hash<std::string_view>{}(text) & (slots_.size() - 1); slots_[at] != 0; at = (at + 1) & (slots_.size() - 1)) {
        const Entry& entry = entries_[slots_[at] - 1];
        if (textOf(entry) == text)
            return entry.id;
    }
    return std::nullopt;
}

std::string_view Vocabulary::text(TokenId id) const
{
    return has(id) ? textOf(entries_[static_cast<size_t>(byId_[static_cast<size_t>(id)])]) : std::string_view{};
}

bool Vocabulary::has(TokenId id) const
{
    return id >= 0 && static_cast<size_t>(id) < byId_.size() && byId_[static_cast<size_t>(id)] >= 0;
}

} // namespace lorikeet
