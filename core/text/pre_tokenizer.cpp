#include "core/text/pre_tokenizer.h"

#include "core/text/byte_level.h"
#include "core/text/json_parts.h"
#include "core/text/utf8.h"

#include <functional>

namespace lorikeet {
namespace {

constexpr const char* kGpt2Pattern = R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";

enum class Behavior { Removed, Isolated, MergedWithPrevious, MergedWithNext, Contiguous };

Behavior behaviorOf(const Json& config, const std::string& file)
{
    const std::string name = jsonText(config, "behavior", "Isolated");
    if (name == "Removed")
        return Behavior::Removed;
    if (name == "Isolated")
        return Behavior::Isolated;
    if (name == "MergedWithPrevious")
        return Behavior::MergedWithPrevious;
    if (name == "MergedWithNext")
        return Behavior::MergedWithNext;
    if (name == "Contiguous")
        return Behavior::Contiguous;
    refuseTokenizer(file, "the split behavior \"" + name + "\" is not supported");
}

struct Part {
    TextRange range;
    bool isMatch;
};

/// Matches and what lies between them, in order.
void makeParts(uint32_t length, const std::vector<TextRange>& matches, bool invert, std::vector<Part>& parts)
{
    parts.clear();
    uint32_t from = 0;
    for (const TextRange& match : matches) {
        if (match.begin > from)
            parts.push_back({{from, match.begin}, invert});
        parts.push_back({match, !invert});
        from = match.end;
    }
    if (from < length)
        parts.push_back({{from, length}, invert});
}

/// Joins a matched part to its neighbour in the direction of `step`, unless that neighbour is a match too.
void mergeMatches(std::vector<Part>& parts, bool withNext)
{
    std::vector<Part> merged;
    if (withNext)
        std::reverse(parts.begin(), parts.end());
    bool wasMatch = false;
    for (const Part& part : parts) {
        if (part.isMatch && !wasMatch && !merged.empty()) {
            if (withNext)
                merged.back().range.begin = part.range.begin;
            else
                merged.back().range.end = part.range.end;
        } else {
            merged.push_back(part);
        }
        wasMatch = part.isMatch;
    }
    if (withNext)
        std::reverse(merged.begin(), merged.end());
    parts = std::move(merged);
}

void joinAlike(std::vector<Part>& parts)
{
    std::vector<Part> joined;
    for (const Part& part : parts) {
        if (!joined.empty() && joined.back().isMatch == part.isMatch)
            joined.back().range.end = part.range.end;
        else
            joined.push_back(part);
    }
    parts = std::move(joined);
}

/// Scratch space for cutting many pieces.
struct Cutter {
    std::vector<TextRange> matches;
    std::vector<Part> parts;

    void cut(std::string_view piece, Behavior behavior, bool invert, Pieces& out)
    {
        makeParts(static_cast<uint32_t>(piece.size()), matches, invert, parts);
        if (behavior == Behavior::MergedWithPrevious || behavior == Behavior::MergedWithNext)
            mergeMatches(parts, behavior == Behavior::MergedWithNext);
        else if (behavior == Behavior::Contiguous)
            joinAlike(parts);
        for (const Part& part : parts)
            if (behavior != Behavior::Removed || !part.isMatch)
                out.add(piece.substr(part.range.begin, part.range.end - part.range.begin));
    }
};

Pieces emptyLike(const Pieces& pieces)
{
    Pieces result;
    result.text.reserve(pieces.text.size());
    result.startsText = pieces.startsText;
    return result;
}

class Split final : public PreTokenizer {
public:
    Split(Regex pattern, Behavior behavior, bool invert) : pattern_(std::move(pattern)), behavior_(behavior), invert_(invert) {}
    void apply(Pieces& pieces) const override
    {
        Pieces result = emptyLike(pieces);
        Cutter cutter;
        for (size_t i = 0; i < pieces.size(); ++i) {
            pattern_.findAll(pieces.piece(i), cutter.matches);
            cutter.cut(pieces.piece(i), behavior_, invert_, result);
        }
        pieces = std::move(result);
    }

private:
    Regex pattern_;
    Behavior behavior_;
    bool invert_;
};

/// Cuts at characters of a class.
class CharacterSplit final : public PreTokenizer {
public:
    using Predicate = bool (*)(char32_t);
    CharacterSplit(Predicate isDelimiter, Behavior behavior) : isDelimiter_(isDelimiter), behavior_(behavior) {}
    void apply(Pieces& pieces) const override
    {
        Pieces result = emptyLike(pieces);
        Cutter cutter;
        for (size_t i = 0; i < pieces.size(); ++i) {
            const std::string_view piece = pieces.piece(i);
            cutter.matches.clear();
            for (size_t at = 0; at < piece.size();) {
                const auto begin = static_cast<uint32_t>(at);
                if (isDelimiter_(nextCodePoint(piece, at)))
                    cutter.matches.push_back({begin, static_cast<uint32_t>(at)});
            }
            cutter.cut(piece, behavior_, false, result);
        }
        pieces = std::move(result);
    }

private:
    Predicate isDelimiter_;
    Behavior behavior_;
};

class ByteLevel final : public PreTokenizer {
public:
    ByteLevel(bool addsPrefixSpace, bool usesRegex, const std::string& file) : addsPrefixSpace_(addsPrefixSpace)
    {
        if (usesRegex)
            pattern_ = std::make_unique<Regex>(kGpt2Pattern, file);
    }
    void apply(Pieces& pieces) const override
    {
        Pieces result = emptyLike(pieces);
        std::vector<TextRange> matches;
        std::string prefixed;
        for (size_t i = 0; i < pieces.size(); ++i) {
            std::string_view piece = pieces.piece(i);
            if (addsPrefixSpace_ && !piece.starts_with(' ')) {
                prefixed = " ";
                prefixed += piece;
                piece = prefixed;
            }
            matches.clear();
            if (pattern_)
                pattern_->findAll(piece, matches);
            size_t from = 0;
            for (const TextRange& match : matches) {
                addMapped(result, piece.substr(from, match.begin - from));
                addMapped(result, piece.substr(match.begin, match.end - match.begin));
                from = match.end;
            }
            addMapped(result, piece.substr(from));
        }
        pieces = std::move(result);
    }

private:
    static void addMapped(Pieces& pieces, std::string_view word)
    {
        if (word.empty())
            return;
        appendByteLevel(pieces.text, word);
        pieces.ends.push_back(static_cast<uint32_t>(pieces.text.size()));
    }
    bool addsPrefixSpace_;
    std::unique_ptr<Regex> pattern_;
};

class Metaspace final : public PreTokenizer {
public:
    enum class Prepend { Always, First, Never };
    Metaspace(std::string mark, Prepend prepend, bool splits)
        : mark_(std::move(mark)), prepend_(prepend), splits_(splits), pattern_(Regex::literal(mark_))
    {
    }
    void apply(Pieces& pieces) const override
    {
        Pieces result = emptyLike(pieces);
        Cutter cutter;
        std::string marked;
        for (size_t i = 0; i < pieces.size(); ++i) {
            marked.clear();
            for (const char c : pieces.piece(i)) {
                if (c == ' ')
                    marked += mark_;
                else
                    marked += c;
            }
            const bool isFirst = i == 0 && pieces.startsText;
            if ((prepend_ == Prepend::Always || (prepend_ == Prepend::First && isFirst)) && !marked.starts_with(mark_))
                marked = mark_ + marked;
            if (!splits_) {
                result.add(marked);
                continue;
            }
            pattern_.findAll(marked, cutter.matches);
            cutter.cut(marked, Behavior::MergedWithNext, false, result);
        }
        pieces = std::move(result);
    }

private:
    std::string mark_;
    Prepend prepend_;
    bool splits_;
    Regex pattern_;
};

class PreTokenizerSequence final : public PreTokenizer {
public:
    explicit PreTokenizerSequence(std::vector<std::unique_ptr<PreTokenizer>> steps) : steps_(std::move(steps)) {}
    void apply(Pieces& pieces) const override
    {
        for (const auto& step : steps_)
            step->apply(pieces);
    }

private:
    std::vector<std::unique_ptr<PreTokenizer>> steps_;
};

std::unique_ptr<PreTokenizer> makeMetaspace(const Json& config, const std::string& file)
{
    const std::string mark = jsonText(config, "replacement", "\xE2\x96\x81");
    const std::string scheme = jsonText(config, "prepend_scheme", jsonFlag(config, "add_prefix_space", true) ? "always" : "never");
    if (scheme != "always" && scheme != "first" && scheme != "never")
        refuseTokenizer(file, "the prepend_scheme \"" + scheme + "\" is not supported");
    const auto prepend = scheme == "always" ? Metaspace::Prepend::Always : scheme == "first" ? Metaspace::Prepend::First : Metaspace::Prepend::Never;
    return std::make_unique<Metaspace>(mark, prepend, jsonFlag(config, "split", true));
}

} // namespace

std::unique_ptr<PreTokenizer> makePreTokenizer(const Json& config, const std::string& file)
{
    if (config.is_null())
        return nullptr;
    const std::string type = jsonText(config, "type");
    if (type == "ByteLevel")
        return std::make_unique<ByteLevel>(jsonFlag(config, "add_prefix_space", true), jsonFlag(config, "use_regex", true), file);
    if (type == "Split")
        return std::make_unique<Split>(jsonPattern(config, file), behaviorOf(config, file), jsonFlag(config, "invert", false));
    if (type == "Digits")
        return std::make_unique<CharacterSplit>(&isNumeric, jsonFlag(config, "individual_digits", false) ? Behavior::Isolated : Behavior::Contiguous);
    if (type == "Punctuation")
        return std::make_unique<CharacterSplit>(&isPunctuation, behaviorOf(config, file));
    if (type == "WhitespaceSplit")
        return std::make_unique<CharacterSplit>(&isWhiteSpace, Behavior::Removed);
    if (type == "Whitespace")
        return std::make_unique<Split>(Regex(R"(\w+|[^\w\s]+)", file), Behavior::Removed, true);
    if (type == "Metaspace")
        return makeMetaspace(config, file);
    if (type == "Sequence") {
        std::vector<std::unique_ptr<PreTokenizer>> steps;
        for (const Json& step : jsonField(config, "pretokenizers"))
            if (auto made = makePreTokenizer(step, file))
                steps.push_back(std::move(made));
        return std::make_unique<PreTokenizerSequence>(std::move(steps));
    }
    refuseTokenizer(file, "the pre-tokenizer \"" + type + "\" is not supported");
}

} // namespace lorikeet
