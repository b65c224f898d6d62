#include "core/text/extended_tokenizer.h"

#include <algorithm>

namespace lorikeet {
namespace {

class ExtendedTokenizer final : public Tokenizer {
public:
    ExtendedTokenizer(std::shared_ptr<const Tokenizer> base, std::vector<std::string> added, std::optional<TokenId> eos)
        : base_(std::move(base)), added_(std::move(added)), first_(base_->vocabSize()), eos_(eos)
    {
    }

    std::vector<TokenId> encode(std::string_view text) const override
    {
        return split(text, [&](std::string_view part) { return base_->encode(part); });
    }
    std::vector<TokenId> encodeWithSpecial(std::string_view text) const override
    {
        bool isFirst = true;
        return split(text, [&](std::string_view part) {
            const bool takesSpecial = isFirst;
            isFirst = false;
            return takesSpecial ? base_->encodeWithSpecial(part) : base_->encode(part);
        });
    }
    std::string decode(const std::vector<TokenId>& ids, bool skipSpecial) const override
    {
        std::string text;
        std::vector<TokenId> known;
        const auto flush = [&] {
            text += base_->decode(known, skipSpecial);
            known.clear();
        };
        for (const TokenId id : ids) {
            if (id < first_) {
                known.push_back(id);
                continue;
            }
            flush();
            if (!skipSpecial)
                text += tokenText(id);
        }
        flush();
        return text;
    }
    std::string tokenText(TokenId id) const override
    {
        const auto index = static_cast<size_t>(std::max(0, id - first_));
        return id < first_ ? base_->tokenText(id) : index < added_.size() ? added_[index] : std::string();
    }
    std::optional<TokenId> idOf(std::string_view token) const override
    {
        const auto at = std::find(added_.begin(), added_.end(), token);
        return at == added_.end() ? base_->idOf(token) : std::optional<TokenId>(first_ + static_cast<TokenId>(at - added_.begin()));
    }
    bool isSpecial(TokenId id) const override { return id >= first_ || base_->isSpecial(id); }
    int vocabSize() const override { return first_ + static_cast<int>(added_.size()); }
    std::optional<TokenId> bosId() const override { return base_->bosId(); }
    std::optional<TokenId> eosId() const override { return eos_ ? eos_ : base_->eosId(); }
    TokenId padId() const override { return base_->padId(); }

private:
    /// Cuts the added tokens out of the text (the leftmost, the longest of those) and encodes what lies between.
    template <typename Encode>
    std::vector<TokenId> split(std::string_view text, const Encode& encode) const
    {
        std::vector<TokenId> ids;
        while (true) {
            size_t at = std::string_view::npos, best = 0;
            for (size_t i = 0; i < added_.size(); ++i) {
                const size_t found = text.find(added_[i]);
                if (found < at || (found == at && found != std::string_view::npos && added_[i].size() > added_[best].size())) {
                    at = found;
                    best = i;
                }
            }
            if (at != 0) {
                const std::vector<TokenId> part = encode(text.substr(0, at));
                ids.insert(ids.end(), part.begin(), part.end());
            }
            if (at == std::string_view::npos)
                return ids;
            ids.push_back(first_ + static_cast<TokenId>(best));
            text.remove_prefix(at + added_[best].size());
            if (text.empty())
                return ids;
        }
    }

    std::shared_ptr<const Tokenizer> base_;
    std::vector<std::string> added_;
    TokenId first_;
    std::optional<TokenId> eos_;
};

} // namespace

std::shared_ptr<const Tokenizer> extendForTemplate(std::shared_ptr<const Tokenizer> tokenizer, const ChatTemplate& chatTemplate)
{
    std::vector<std::string> added;
    for (const std::string& word : chatTemplate.stopWords)
        if (!tokenizer->idOf(word))
            added.push_back(word);
    const bool replacesEos = chatTemplate.replacesEos && !chatTemplate.stopWords.empty();
    if (added.empty() && !replacesEos)
        return tokenizer;
    const auto plain = std::make_shared<ExtendedTokenizer>(tokenizer, added, std::nullopt);
    const auto eos = replacesEos ? plain->idOf(chatTemplate.stopWords.front()) : std::nullopt;
    return std::make_shared<ExtendedTokenizer>(std::move(tokenizer), std::move(added), eos);
}

} // namespace lorikeet
