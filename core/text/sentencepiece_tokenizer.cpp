#include "core/text/sentencepiece_tokenizer.h"

#include "core/base/strings.h"
#include "core/text/charsmap.h"
#include "core/text/json_parts.h"
#include "core/text/sentencepiece_model.h"
#include "core/text/utf8.h"

#include <cmath>
#include <map>

namespace lorikeet {
namespace {

using Type = SentencePiece::Type;
constexpr std::string_view kMark = "\xE2\x96\x81"; // U+2581, the visible space

/// Rules, spaces and the leading space, as the model's normalizer_spec says.
class SentencePieceNormalizer final : public Normalizer {
public:
    SentencePieceNormalizer(const SentencePieceModel& model, const std::string& file)
        : charsmap_(model.charsmap, file), space_(model.escapesSpaces ? kMark : " "), addsPrefix_(model.addsDummyPrefix), removesExtra_(model.removesExtraSpaces)
    {
    }

    void apply(std::string& text) const override
    {
        std::string_view rest = text;
        size_t consumed = 0;
        for (std::string_view unit = firstOf(rest, consumed); removesExtra_ && unit == " "; unit = firstOf(rest, consumed))
            rest.remove_prefix(consumed);
        std::string result;
        if (!rest.empty() && addsPrefix_)
            result = space_;
        bool isAfterSpace = removesExtra_;
        while (!rest.empty()) {
            std::string_view unit = firstOf(rest, consumed);
            rest.remove_prefix(consumed);
            while (isAfterSpace && unit.starts_with(' '))
                unit.remove_prefix(1);
            if (unit.empty())
                continue;
            for (const char c : unit) {
                if (c == ' ')
                    result += space_;
                else
                    result += c;
            }
            isAfterSpace = removesExtra_ && unit.ends_with(' ');
        }
        while (removesExtra_ && result.ends_with(space_))
            result.resize(result.size() - space_.size());
        text = std::move(result);
    }

private:
    /// What the beginning of `text` becomes, and how many of its bytes that takes.
    std::string_view firstOf(std::string_view text, size_t& consumed) const
    {
        std::string_view replacement;
        consumed = charsmap_.match(text, replacement);
        if (consumed > 0)
            return replacement;
        if (!text.empty())
            nextCodePoint(text, consumed);
        return text.substr(0, consumed);
    }

    Charsmap charsmap_;
    std::string space_;
    bool addsPrefix_;
    bool removesExtra_;
};

/// Makes each user-defined piece a word of its own.
class UserDefinedSplit final : public PreTokenizer {
public:
    explicit UserDefinedSplit(const std::vector<SentencePiece>& pieces) : pieces_(pieces)
    {
        for (size_t id = 0; id < pieces.size(); ++id)
            if (pieces[id].type == Type::UserDefined)
                finder_.add({.id = static_cast<TokenId>(id), .content = pieces[id].text}, pieces[id].text);
    }
    bool empty() const { return finder_.empty(); }
    void apply(Pieces& pieces) const override
    {
        Pieces result;
        result.startsText = pieces.startsText;
        for (size_t i = 0; i < pieces.size(); ++i)
            finder_.cut(pieces.piece(i), [&](std::string_view text) { result.add(text); },
                [&](TokenId id) { result.add(pieces_[static_cast<size_t>(id)].text); });
        pieces = std::move(result);
    }

private:
    std::vector<SentencePiece> pieces_;
    AddedTokenFinder finder_;
};

void refuseOtherKinds(const SentencePieceModel& model, const std::string& file)
{
    if (model.kind != SentencePieceModel::Kind::Bpe) {
        const std::map<SentencePieceModel::Kind, const char*> names{{SentencePieceModel::Kind::Unigram, "unigram"}, {SentencePieceModel::Kind::Word, "word"},
            {SentencePieceModel::Kind::Char, "char"}};
        const auto name = names.find(model.kind);
        throw Error(Text(LK_TEXT("%1 is a sentencepiece model of kind \"%2\"; only BPE is supported."), file, name == names.end() ? "unknown" : name->second),
            Text(LK_TEXT("Choose a model whose tokenizer is a BPE one: Llama, Mistral, Qwen, Gemma, SmolLM and their kin have one.")));
    }
    if (model.putsSpaceBehindWords)
        refuseTokenizer(file, "it writes the space behind a word (treat_whitespace_as_suffix), which is not supported");
    if (!model.denormalizerCharsmap.empty())
        refuseTokenizer(file, "it has rules for decoding (denormalizer_spec), which are not supported");
    for (const SentencePiece& piece : model.pieces)
        if (std::isnan(piece.score))
            refuseTokenizer(file, "the score of its piece \"" + piece.text + "\" is not a number");
        else if (piece.type == Type::Unused)
            refuseTokenizer(file, "its piece \"" + piece.text + "\" is marked unused, which is not supported");
}

/// All ways to make a piece of two others; the rank is that of the piece's score, so that equal scores merge from the left.
void addMerges(const SentencePieceModel& model, Bpe& bpe)
{
    std::map<float, int32_t, std::greater<>> ranks;
    for (const SentencePiece& piece : model.pieces)
        if (piece.type == Type::Normal)
            ranks.emplace(piece.score, 0);
    int32_t next = 0;
    for (auto& [score, rank] : ranks)
        rank = next++;
    const auto isNormal = [&](std::string_view text) {
        const auto id = bpe.vocabulary().find(text);
        return id && model.pieces[static_cast<size_t>(*id)].type == Type::Normal;
    };
    bpe.reserveMerges(model.pieces.size() * 2);
    for (const SentencePiece& piece : model.pieces) {
        if (piece.type != Type::Normal)
            continue;
        const std::string_view text = piece.text;
        for (size_t at = 1; at < text.size(); ++at) {
            const bool isInside = (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
            if (!isInside && isNormal(text.substr(0, at)) && isNormal(text.substr(at)))
                bpe.addMerge(text.substr(0, at), text.substr(at), ranks.at(piece.score));
        }
    }
}

std::unique_ptr<Bpe> makeBpe(const SentencePieceModel& model, const std::string& file)
{
    Vocabulary vocabulary;
    size_t bytes = 0;
    for (const SentencePiece& piece : model.pieces)
        bytes += piece.text.size();
    vocabulary.reserve(model.pieces.size(), bytes);
    BpeOptions options;
    options.fusesUnknown = true;
    options.hasByteFallback = model.hasByteFallback;
    for (size_t id = 0; id < model.pieces.size(); ++id) {
        if (!isValidUtf8(model.pieces[id].text))
            refuseTokenizer(file, "its piece " + std::to_string(id) + " is not UTF-8");
        vocabulary.add(model.pieces[id].text, static_cast<TokenId>(id));
        if (model.pieces[id].type == Type::Unknown)
            options.unknown = static_cast<TokenId>(id);
        if (model.pieces[id].type == Type::UserDefined)
            options.wholeWords.insert(static_cast<TokenId>(id));
    }
    auto bpe = std::make_unique<Bpe>(std::move(vocabulary), options);
    addMerges(model, *bpe);
    return bpe;
}

/// Spaces that encoding puts at a text's beginning go; all of them where it leaves none of the text's own there.
Json decoderConfig(const SentencePieceModel& model)
{
    constexpr unsigned kAll = 1'000'000;
    Json steps = Json::array({{{"type", "Replace"}, {"pattern", {{"String", std::string(kMark)}}}, {"content", " "}}, {{"type", "ByteFallback"}}, {{"type", "Fuse"}}});
    if (model.addsDummyPrefix || model.removesExtraSpaces)
        steps.push_back({{"type", "Strip"}, {"content", " "}, {"start", model.removesExtraSpaces ? kAll : 1U}, {"stop", 0U}});
    return {{"type", "Sequence"}, {"decoders", steps}};
}

} // namespace

SentencePieceParts readSentencePieceTokenizer(const std::string& file)
{
    const SentencePieceModel model = readSentencePieceModel(file);
    refuseOtherKinds(model, file);
    SentencePieceParts result;
    result.parts.model = makeBpe(model, file);
    result.parts.normalizer = std::make_unique<SentencePieceNormalizer>(model, file);
    auto split = std::make_unique<UserDefinedSplit>(model.pieces);
    if (!split->empty())
        result.parts.preTokenizer = std::move(split);
    result.parts.decoder = makeTokenDecoder(decoderConfig(model), file);
    for (size_t id = 0; id < model.pieces.size(); ++id)
        if (model.pieces[id].type == Type::Control || model.pieces[id].type == Type::Unknown)
            result.added.push_back({.id = static_cast<TokenId>(id), .content = model.pieces[id].text, .isSpecial = true});
    const auto special = [&](int64_t id) -> std::optional<TokenId> {
        const bool isThere = id >= 0 && id < static_cast<int64_t>(model.pieces.size()) && model.pieces[static_cast<size_t>(id)].type == Type::Control;
        return isThere ? std::optional(static_cast<TokenId>(id)) : std::nullopt;
    };
    result.bos = special(model.bosId);
    result.eos = special(model.eosId);
    result.pad = special(model.padId);
    return result;
}

} // namespace lorikeet
