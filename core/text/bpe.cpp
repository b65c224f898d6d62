#include "core/text/bpe.h"

#include "core/text/utf8.h"

#include <fmt/format.h>

#include <array>
#include <atomic>
#include <bit>
#include <limits>
#include <queue>
#include <unordered_map>

namespace lorikeet {
namespace {

constexpr size_t kMaxRememberedBytes = 48;
constexpr size_t kMaxRememberedWords = 1U << 16;
constexpr size_t kFewSymbols = 48;
constexpr std::string_view kMark = "\xE2\x96\x81";

uint64_t pairOf(TokenId left, TokenId right)
{
    return static_cast<uint64_t>(static_cast<uint32_t>(left)) << 32 | static_cast<uint32_t>(right);
}

size_t hashOf(uint64_t pair)
{
    pair *= 0x9E3779B97F4A7C15ULL;
    return static_cast<size_t>(pair >> 20 ^ pair >> 45);
}

/// Where the visible space begins behind another character: npos = nowhere.
size_t findWordStart(std::string_view text, size_t from)
{
    for (size_t at = text.find(kMark, from); at != std::string_view::npos; at = text.find(kMark, at + kMark.size()))
        if (at > 0 && !text.substr(0, at).ends_with(kMark))
            return at;
    return std::string_view::npos;
}

struct TextHash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};

/// One thread's recent words of one vocabulary.
struct WordMemory {
    struct Ids {
        uint32_t begin;
        uint32_t count;
    };
    uint64_t owner = 0;
    std::unordered_map<std::string, Ids, TextHash, std::equal_to<>> words;
    std::vector<TokenId> ids;

    void belongTo(uint64_t instance)
    {
        if (owner == instance && words.size() < kMaxRememberedWords)
            return;
        owner = instance;
        words.clear();
        ids.clear();
    }
};

} // namespace

Bpe::Bpe(Vocabulary vocabulary, const BpeOptions& options) : vocabulary_(std::move(vocabulary)), options_(options), characters_(0x10000, -1)
{
    static std::atomic<uint64_t> instances{0};
    instance_ = ++instances;
    for (TokenId id = 0; id <= vocabulary_.largestId(); ++id) {
        const std::string_view text = vocabulary_.text(id);
        if (text.empty() || text.size() > 3)
            continue;
        size_t end = 0;
        const char32_t c = nextCodePoint(text, end);
        if (end == text.size())
            characters_[c] = id;
    }
    isCutAtSpaces_ = hasNoTokenAcrossSpaces();
    if (!options_.hasByteFallback)
        return;
    for (int byte = 0; byte < 256; ++byte)
        byteTokens_.push_back(vocabulary_.find(fmt::format("<0x{:02X}>", byte)).value_or(-1));
}

bool Bpe::hasNoTokenAcrossSpaces() const
{
    if (!vocabulary_.find(kMark)) // else it may be part of a run of unknown characters
        return false;
    for (TokenId id = 0; id <= vocabulary_.largestId(); ++id)
        if (findWordStart(vocabulary_.text(id), 0) != std::string_view::npos)
            return false;
    return true;
}

void Bpe::reserveMerges(size_t count)
{
    growMerges(std::bit_ceil(std::max<size_t>(16, count * 2)));
}

void Bpe::growMerges(size_t slots)
{
    std::vector<Merge> old(slots);
    std::swap(old, merges_);
    for (const Merge& merge : old)
        if (merge.pair != UINT64_MAX)
            insertMerge(merge);
}

void Bpe::insertMerge(const Merge& merge)
{
    size_t at = hashOf(merge.pair) & (merges_.size() - 1);
    while (merges_[at].pair != UINT64_MAX && merges_[at].pair != merge.pair)
        at = (at + 1) & (merges_.size() - 1);
    merges_[at] = merge;
}

bool Bpe::addMerge(std::string_view left, std::string_view right)
{
    return addMerge(left, right, static_cast<int32_t>(mergeCount_));
}

bool Bpe::addMerge(std::string_view left, std::string_view right, int32_t rank)
{
    const auto leftId = vocabulary_.find(left);
    const auto rightId = vocabulary_.find(right);
    std::string joined(left);
    joined += right;
    const auto result = vocabulary_.find(joined);
    if (!leftId || !rightId || !result)
        return false;
    if ((mergeCount_ + 1) * 2 > merges_.size())
        growMerges(std::bit_ceil(std::max<size_t>(16, (mergeCount_ + 1) * 4)));
    insertMerge({pairOf(*leftId, *rightId), rank, *result});
    ++mergeCount_;
    return true;
}

const Bpe::Merge* Bpe::findMerge(TokenId left, TokenId right) const
{
    if (merges_.empty())
        return nullptr;
    const uint64_t pair = pairOf(left, right);
    for (size_t at = hashOf(pair) & (merges_.size() - 1); merges_[at].pair != UINT64_MAX; at = (at + 1) & (merges_.size() - 1))
        if (merges_[at].pair == pair)
            return &merges_[at];
    return nullptr;
}

void Bpe::splitWord(std::string_view word, std::vector<TokenId>& symbols) const
{
    bool hasUnknown = false; // one that is not yet written down
    for (size_t i = 0; i < word.size();) {
        const size_t begin = i;
        const char32_t c = nextCodePoint(word, i);
        const TokenId id = c < characters_.size() ? characters_[c] : vocabulary_.find(word.substr(begin, i - begin)).value_or(-1);
        if (id >= 0) {
            if (hasUnknown)
                symbols.push_back(*options_.unknown);
            hasUnknown = false;
            symbols.push_back(id);
            continue;
        }
        const auto byteToken = [&](size_t k) { return byteTokens_[static_cast<unsigned char>(word[k])]; };
        bool hasBytes = !byteTokens_.empty();
        for (size_t k = begin; hasBytes && k < i; ++k)
            hasBytes = byteToken(k) >= 0;
        if (hasBytes) {
            for (size_t k = begin; k < i; ++k)
                symbols.push_back(byteToken(k));
            continue;
        }
        if (!options_.unknown)
            continue;
        if (hasUnknown && !options_.fusesUnknown)
            symbols.push_back(*options_.unknown);
        hasUnknown = true;
    }
    if (hasUnknown)
        symbols.push_back(*options_.unknown);
}

/// Repeatedly the pair of the lowest rank, the leftmost first.
void Bpe::mergeFew(std::vector<TokenId>& symbols) const
{
    constexpr int32_t kNone = std::numeric_limits<int32_t>::max();
    std::array<int32_t, kFewSymbols> ranks;
    std::array<TokenId, kFewSymbols> results;
    const auto look = [&](size_t i) {
        const Merge* merge = findMerge(symbols[i], symbols[i + 1]);
        ranks[i] = merge != nullptr ? merge->rank : kNone;
        results[i] = merge != nullptr ? merge->result : 0;
    };
    size_t n = symbols.size();
    for (size_t i = 0; i + 1 < n; ++i)
        look(i);
    while (n > 1) {
        size_t best = 0;
        for (size_t i = 1; i + 1 < n; ++i)
            if (ranks[i] < ranks[best])
                best = i;
        if (ranks[best] == kNone)
            break;
        symbols[best] = results[best];
        for (size_t i = best + 1; i + 1 < n; ++i) {
            symbols[i] = symbols[i + 1];
            ranks[i] = ranks[i + 1];
            results[i] = results[i + 1];
        }
        --n;
        if (best + 1 < n)
            look(best);
        if (best > 0)
            look(best - 1);
    }
    symbols.resize(n);
}

/// The same with a heap over a linked list, for long words.
void Bpe::mergeMany(std::vector<TokenId>& symbols) const
{
    struct Node {
        TokenId id;
        int32_t previous, next; // -1 = none
        bool isAlive = true;
    };
    struct Candidate {
        int32_t rank, position;
        TokenId left, right, result;
        bool operator>(const Candidate& other) const { return std::tie(rank, position) > std::tie(other.rank, other.position); }
    };
    std::vector<Node> nodes(symbols.size());
    const auto count = static_cast<int32_t>(symbols.size());
    for (int32_t i = 0; i < count; ++i)
        nodes[static_cast<size_t>(i)] = {symbols[static_cast<size_t>(i)], i - 1, i + 1 < count ? i + 1 : -1};
    const auto node = [&](int32_t i) -> Node& { return nodes[static_cast<size_t>(i)]; };
    std::priority_queue<Candidate, std::vector<Candidate>, std::greater<>> heap;
    const auto look = [&](int32_t position) {
        if (position < 0 || node(position).next < 0)
            return;
        const TokenId left = node(position).id;
        const TokenId right = node(node(position).next).id;
        if (const Merge* merge = findMerge(left, right))
            heap.push({merge->rank, position, left, right, merge->result});
    };
    for (int32_t i = 0; i < count; ++i)
        look(i);
    while (!heap.empty()) {
        const Candidate best = heap.top();
        heap.pop();
        Node& left = node(best.position);
        if (!left.isAlive || left.next < 0 || left.id != best.left || node(left.next).id != best.right)
            continue;
        Node& right = node(left.next);
        right.isAlive = false;
        left.id = best.result;
        left.next = right.next;
        if (left.next >= 0)
            node(left.next).previous = best.position;
        look(left.previous);
        look(best.position);
    }
    symbols.clear();
    for (const Node& left : nodes)
        if (left.isAlive)
            symbols.push_back(left.id);
}

void Bpe::encodeWord(std::string_view word, std::vector<TokenId>& ids) const
{
    static thread_local WordMemory memory;
    static thread_local std::vector<TokenId> symbols;
    const bool isRemembered = word.size() <= kMaxRememberedBytes;
    if (isRemembered) {
        memory.belongTo(instance_);
        if (const auto known = memory.words.find(word); known != memory.words.end()) {
            const auto begin = memory.ids.begin() + known->second.begin;
            ids.insert(ids.end(), begin, begin + known->second.count);
            return;
        }
    }
    symbols.clear();
    const auto whole = options_.ignoresMerges || !options_.wholeWords.empty() ? vocabulary_.find(word) : std::nullopt;
    if (whole && (options_.ignoresMerges || options_.wholeWords.contains(*whole))) {
        symbols.push_back(*whole);
    } else {
        splitWord(word, symbols);
        if (symbols.size() > kFewSymbols)
            mergeMany(symbols);
        else if (symbols.size() > 1)
            mergeFew(symbols);
    }
    ids.insert(ids.end(), symbols.begin(), symbols.end());
    if (isRemembered) {
        memory.words.emplace(word, WordMemory::Ids{static_cast<uint32_t>(memory.ids.size()), static_cast<uint32_t>(symbols.size())});
        memory.ids.insert(memory.ids.end(), symbols.begin(), symbols.end());
    }
}

void Bpe::encodeText(std::string_view text, std::vector<TokenId>& ids) const
{
    while (isCutAtSpaces_ && !text.empty()) {
        const size_t end = findWordStart(text, 1);
        if (end == std::string_view::npos)
            break;
        encodeWord(text.substr(0, end), ids);
        text.remove_prefix(end);
    }
    if (!text.empty())
        encodeWord(text, ids);
}

} // namespace lorikeet
