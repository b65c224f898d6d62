#include "core/text/hf_tokenizer.h"

#include "core/base/strings.h"
#include "core/text/byte_level.h"
#include "core/text/utf8.h"

namespace lorikeet {

HfTokenizer::HfTokenizer(std::shared_ptr<const TokenizerParts> parts, TokenizerState state) : parts_(std::move(parts)), state_(std::move(state))
{
    for (size_t i = 0; i < state_.added.size(); ++i) {
        const AddedToken& token = state_.added[i];
        addedById_.emplace(token.id, i);
        addedTexts_.push_back(token.content);
        if (token.isNormalized && parts_->normalizer)
            parts_->normalizer->apply(addedTexts_.back());
        (token.isNormalized ? normalizedFinder_ : rawFinder_).add(token, addedTexts_.back());
    }
}

std::vector<TokenId> HfTokenizer::encode(std::string_view text) const
{
    std::string repaired;
    if (!isValidUtf8(text)) {
        repaired = replaceInvalidUtf8(text);
        text = repaired;
    }
    std::vector<TokenId> ids;
    ids.reserve(text.size() / 3 + 1);
    rawFinder_.cut(text, [&](std::string_view stretch) { encodeStretch(stretch, stretch.data() == text.data(), ids); }, [&](TokenId id) { ids.push_back(id); });
    return ids;
}

void HfTokenizer::encodeStretch(std::string_view stretch, bool startsText, std::vector<TokenId>& ids) const
{
    std::string normalized;
    if (parts_->normalizer) {
        normalized = stretch;
        parts_->normalizer->apply(normalized);
        stretch = normalized;
    }
    if (normalizedFinder_.empty()) {
        encodeWords(stretch, startsText, ids);
        return;
    }
    normalizedFinder_.cut(
        stretch, [&](std::string_view part) { encodeWords(part, startsText && part.data() == stretch.data(), ids); },
        [&](TokenId id) { ids.push_back(id); });
}

void HfTokenizer::encodeWords(std::string_view text, bool startsText, std::vector<TokenId>& ids) const
{
    if (!parts_->preTokenizer) {
        parts_->model->encodeText(text, ids);
        return;
    }
    Pieces pieces;
    pieces.startsText = startsText;
    pieces.add(text);
    parts_->preTokenizer->apply(pieces);
    for (size_t i = 0; i < pieces.size(); ++i)
        parts_->model->encodeText(pieces.piece(i), ids);
}

std::vector<TokenId> HfTokenizer::encodeWithSpecial(std::string_view text) const
{
    std::vector<TokenId> ids = state_.postProcessor.before;
    const std::vector<TokenId> inner = encode(text);
    ids.insert(ids.end(), inner.begin(), inner.end());
    ids.insert(ids.end(), state_.postProcessor.behind.begin(), state_.postProcessor.behind.end());
    return ids;
}

std::string_view HfTokenizer::textOf(TokenId id) const
{
    const auto added = addedById_.find(id);
    return added != addedById_.end() ? std::string_view(addedTexts_[added->second]) : parts_->model->vocabulary().text(id);
}

bool HfTokenizer::isSpecial(TokenId id) const
{
    const auto added = addedById_.find(id);
    return added != addedById_.end() && state_.added[added->second].isSpecial;
}

std::string HfTokenizer::decode(const std::vector<TokenId>& ids, bool skipSpecial) const
{
    std::vector<std::string> tokens;
    tokens.reserve(ids.size());
    for (const TokenId id : ids)
        if ((addedById_.contains(id) || parts_->model->vocabulary().has(id)) && !(skipSpecial && isSpecial(id)))
            tokens.emplace_back(textOf(id));
    if (!parts_->decoder)
        return join(tokens, " ");
    parts_->decoder->apply(tokens);
    return join(tokens, "");
}

std::string HfTokenizer::tokenText(TokenId id) const
{
    if (const auto added = addedById_.find(id); added != addedById_.end())
        return state_.added[added->second].content;
    const std::string token(textOf(id));
    if (parts_->isByteLevel)
        return bytesOfByteLevel(token).value_or(token);
    if (const int byte = byteOfToken(token); byte >= 0)
        return std::string(1, static_cast<char>(static_cast<unsigned char>(byte)));
    constexpr std::string_view kMark = "\xE2\x96\x81";
    std::string shown;
    size_t from = 0;
    for (size_t at = token.find(kMark); at != std::string::npos; at = token.find(kMark, from)) {
        shown += token.substr(from, at - from) + ' ';
        from = at + kMark.size();
    }
    return shown + token.substr(from);
}

std::optional<TokenId> HfTokenizer::idOf(std::string_view token) const
{
    for (const AddedToken& added : state_.added)
        if (added.content == token)
            return added.id;
    return parts_->model->vocabulary().find(token);
}

int HfTokenizer::vocabSize() const
{
    TokenId largest = parts_->model->vocabulary().largestId();
    for (const AddedToken& token : state_.added)
        largest = std::max(largest, token.id);
    return largest + 1;
}

std::shared_ptr<const Tokenizer> HfTokenizer::withSpecialTokens(const std::vector<std::string>& tokens, const std::string& eos) const
{
    TokenizerState state = state_;
    TokenId next = vocabSize();
    const auto add = [&](const std::string& content) {
        for (AddedToken& known : state.added)
            if (known.content == content) {
                known.isSpecial = true;
                return known.id;
            }
        const auto inVocabulary = parts_->model->vocabulary().find(content);
        state.added.push_back({inVocabulary ? *inVocabulary : next++, content, true, false, false, false, false});
        return state.added.back().id;
    };
    if (!eos.empty())
        state.eos = add(eos);
    for (const std::string& token : tokens)
        add(token);
    return std::make_shared<HfTokenizer>(parts_, std::move(state));
}

} // namespace lorikeet
