#include "core/text/added_tokens.h"

#include "core/text/utf8.h"

#include <algorithm>

namespace lorikeet {
namespace {

bool endsWithWord(std::string_view text)
{
    size_t at = text.size();
    return at > 0 && isWordChar(previousCodePoint(text, at));
}

bool startsWithWord(std::string_view text)
{
    size_t at = 0;
    return !text.empty() && isWordChar(nextCodePoint(text, at));
}

} // namespace

void AddedTokenFinder::add(const AddedToken& token, std::string_view pattern)
{
    if (pattern.empty())
        return;
    uint32_t at = 0;
    for (const char c : pattern) {
        const auto byte = static_cast<unsigned char>(c);
        auto& children = nodes_[at].children;
        const auto place = std::lower_bound(children.begin(), children.end(), byte, [](const auto& child, unsigned char b) { return child.first < b; });
        if (place != children.end() && place->first == byte) {
            at = place->second;
            continue;
        }
        const auto next = static_cast<uint32_t>(nodes_.size());
        children.insert(place, {byte, next});
        nodes_.emplace_back();
        at = next;
    }
    if (nodes_[at].token < 0) {
        nodes_[at].token = static_cast<int32_t>(tokens_.size());
        tokens_.push_back(token);
    }
    starts_[static_cast<unsigned char>(pattern.front())] = true;
}

std::pair<int32_t, size_t> AddedTokenFinder::longestAt(std::string_view text, size_t position) const
{
    std::pair<int32_t, size_t> longest{-1, 0};
    uint32_t at = 0;
    for (size_t i = position; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const auto& children = nodes_[at].children;
        const auto place = std::lower_bound(children.begin(), children.end(), byte, [](const auto& child, unsigned char b) { return child.first < b; });
        if (place == children.end() || place->first != byte)
            break;
        at = place->second;
        if (nodes_[at].token >= 0)
            longest = {nodes_[at].token, i + 1 - position};
    }
    return longest;
}

void AddedTokenFinder::cut(std::string_view text, const std::function<void(std::string_view)>& onText, const std::function<void(TokenId)>& onToken) const
{
    size_t given = 0; // everything before it has been handed out
    for (size_t i = 0; i < text.size();) {
        if (!starts_[static_cast<unsigned char>(text[i])]) {
            ++i;
            continue;
        }
        const auto [index, length] = longestAt(text, i);
        if (index < 0) {
            ++i;
            continue;
        }
        size_t begin = i;
        size_t end = i + length;
        i = end;
        const AddedToken& token = tokens_[static_cast<size_t>(index)];
        if (token.isSingleWord && (endsWithWord(text.substr(0, begin)) || startsWithWord(text.substr(end))))
            continue;
        for (size_t before = begin; token.stripsLeft && before > given && isWhiteSpace(previousCodePoint(text, before));)
            begin = before;
        for (size_t behind = end; token.stripsRight && behind < text.size() && isWhiteSpace(nextCodePoint(text, behind));)
            end = behind;
        if (begin > given)
            onText(text.substr(given, begin - given));
        onToken(token.id);
        given = end;
        i = std::max(i, end);
    }
    if (given < text.size())
        onText(text.substr(given));
}

} // namespace lorikeet
