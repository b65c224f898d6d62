#include "core/data/doctor/near_duplicates.h"

#include "core/data/doctor/tiny_compare.h"
#include "core/data/parallel.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <mutex>
#include <numeric>
#include <tuple>

namespace lorikeet {
namespace {

/// What the search goes through, from dark to bright: all of it in the processor's cache.
struct Hashes {
    std::vector<uint64_t> pattern;
    std::vector<uint64_t> layout;
    std::vector<uint32_t> picture;
};

/// How far hashes of copies may be apart. A crop of 5 % of a photo costs up to 18 bits; two photos by chance are 32 ± 4 bits apart.
constexpr int kMostBits = 20;
/// Of plain pictures (drawings, signs) crops aren't told from things that moved: only whole copies count.
constexpr int kMostBitsOfPlain = 6;
constexpr float kPlain = 0.5F;
constexpr float kBrightnessApart = 14;
constexpr float kUniform = 2;
/// Of the block that differs most. Whole copies, also small or badly saved ones, stay below 1.
constexpr float kWholeCopy = 3;
constexpr float kCroppedCopy = 24;
/// A picture that was compared so often in vain is left alone.
constexpr uint32_t kMostFailures = 1'000;
/// Pairs that one picture may bring in.
constexpr size_t kMostCandidates = 64;

using Pair = std::pair<uint32_t, uint32_t>;

/// Those of [begin, end) near enough to `at`, appended to `near`. One instruction counts bits where the processor has it.
__attribute__((target_clones("popcnt", "default"))) void findNear(const Hashes& hashes, size_t at, size_t begin, size_t end, std::vector<Pair>& near)
{
    const uint64_t pattern = hashes.pattern[at];
    const uint64_t layout = hashes.layout[at];
    const uint64_t* patterns = hashes.pattern.data();
    const uint64_t* layouts = hashes.layout.data();
    for (size_t i = begin; i < end; ++i)
        if (__builtin_popcountll(patterns[i] ^ pattern) <= kMostBits && __builtin_popcountll(layouts[i] ^ layout) <= kMostBits)
            near.emplace_back(std::max(hashes.picture[at], hashes.picture[i]), std::min(hashes.picture[at], hashes.picture[i]));
}

int bitsApart(uint64_t a, uint64_t b)
{
    return __builtin_popcountll(a ^ b);
}

bool mayBeCopies(const PictureFacts& a, const PictureFacts& b)
{
    if (std::abs(a.brightness - b.brightness) > kBrightnessApart)
        return false;
    if (std::min(a.texture, b.texture) >= kPlain)
        return true;
    return bitsApart(a.patternHash, b.patternHash) <= kMostBitsOfPlain && bitsApart(a.layoutHash, b.layoutHash) <= kMostBitsOfPlain
        && std::abs(a.brightness - b.brightness) <= kWholeCopy && std::abs(a.contrast - b.contrast) <= kWholeCopy;
}

bool areCopies(const PictureFacts& a, const PictureFacts& b, const std::string& tinyA, const std::string& tinyB)
{
    const TinyDifference difference = compareTiny(tinyA, tinyB);
    if (difference.isWhole && difference.worst <= kWholeCopy)
        return true;
    const float texture = std::min(a.texture, b.texture);
    return texture >= kPlain && difference.worst <= kCroppedCopy * texture;
}

/// The first picture of each content that is more than one colour.
Hashes listHashes(const std::vector<PictureFacts>& facts, const PictureGroups& groups)
{
    Hashes hashes;
    for (uint32_t i = 0; i < facts.size(); ++i)
        if (facts[i].isDecoded && groups.firstSame[i] == i && facts[i].contrast >= kUniform)
            hashes.picture.push_back(i);
    std::stable_sort(hashes.picture.begin(), hashes.picture.end(), [&](uint32_t a, uint32_t b) { return facts[a].brightness < facts[b].brightness; });
    for (const uint32_t picture : hashes.picture) {
        hashes.pattern.push_back(facts[picture].patternHash);
        hashes.layout.push_back(facts[picture].layoutHash);
    }
    return hashes;
}

/// Drops pairs that can't be copies; of many (the frames of one film) the nearest stay, which is enough to join them.
void keepNearest(const std::vector<PictureFacts>& facts, std::vector<Pair>& near)
{
    std::erase_if(near, [&](const Pair& pair) { return !mayBeCopies(facts[pair.first], facts[pair.second]); });
    if (near.size() <= kMostCandidates)
        return;
    const auto distance = [&](const Pair& pair) {
        const PictureFacts& a = facts[pair.first];
        const PictureFacts& b = facts[pair.second];
        return std::tuple(bitsApart(a.patternHash, b.patternHash) + bitsApart(a.layoutHash, b.layoutHash), pair);
    };
    std::nth_element(near.begin(), near.begin() + kMostCandidates, near.end(), [&](const Pair& a, const Pair& b) { return distance(a) < distance(b); });
    near.resize(kMostCandidates);
}

/// Pairs whose hashes are near.
std::vector<Pair> findCandidates(const std::vector<PictureFacts>& facts, const PictureGroups& groups, const std::function<bool()>& progress)
{
    const Hashes hashes = listHashes(facts, groups);
    const auto firstAsBright = [&](float brightness) {
        const auto found = std::partition_point(hashes.picture.begin(), hashes.picture.end(), [&](uint32_t picture) { return facts[picture].brightness < brightness; });
        return static_cast<size_t>(found - hashes.picture.begin());
    };
    std::vector<Pair> all;
    std::mutex mutex;
    parallelFor(
        hashes.picture.size(), 256,
        [&](size_t begin, size_t end) {
            std::vector<Pair> found;
            std::vector<Pair> near;
            for (size_t i = begin; i < end; ++i) {
                near.clear();
                findNear(hashes, i, firstAsBright(facts[hashes.picture[i]].brightness - kBrightnessApart), i, near);
                keepNearest(facts, near);
                found.insert(found.end(), near.begin(), near.end());
            }
            const std::lock_guard lock(mutex);
            all.insert(all.end(), found.begin(), found.end());
        },
        [&](size_t) { return !progress || progress(); });
    std::sort(all.begin(), all.end());
    return all;
}

/// The tiny copies of all pictures in the pairs, by picture.
std::vector<std::string> tiniesOf(const std::vector<Pair>& pairs, size_t count, const TinyPictures& tiny)
{
    std::vector<bool> isWanted(count, false);
    for (const Pair& pair : pairs)
        isWanted[pair.first] = isWanted[pair.second] = true;
    std::vector<uint32_t> wanted;
    for (uint32_t i = 0; i < count; ++i)
        if (isWanted[i])
            wanted.push_back(i);
    std::vector<std::string> found = tiny(wanted);
    std::vector<std::string> result(count);
    for (size_t i = 0; i < wanted.size() && i < found.size(); ++i)
        result[wanted[i]] = std::move(found[i]);
    return result;
}

std::vector<Pair> keepCopies(const std::vector<PictureFacts>& facts, const std::vector<Pair>& candidates, const TinyPictures& tiny,
    const std::function<bool()>& progress)
{
    const std::vector<std::string> tinies = tiniesOf(candidates, facts.size(), tiny);
    std::vector<Pair> copies;
    std::mutex mutex;
    parallelFor(
        candidates.size(), 1024,
        [&](size_t begin, size_t end) {
            std::vector<Pair> found;
            uint32_t last = 0;
            uint32_t failures = 0;
            for (size_t i = begin; i < end; ++i) {
                const auto& [a, b] = candidates[i]; // sorted by the first
                failures = a == last ? failures : 0;
                last = a;
                if (failures >= kMostFailures)
                    continue;
                if (areCopies(facts[a], facts[b], tinies[a], tinies[b]))
                    found.push_back(candidates[i]);
                else
                    ++failures;
            }
            const std::lock_guard lock(mutex);
            copies.insert(copies.end(), found.begin(), found.end());
        },
        [&](size_t) { return !progress || progress(); });
    return copies;
}

/// Joins pairs to sets; each picture gets the set's first.
std::vector<uint32_t> joinPairs(std::vector<uint32_t> first, const std::vector<Pair>& pairs)
{
    const auto rootOf = [&](uint32_t i) {
        while (first[i] != i)
            i = first[i] = first[first[i]];
        return i;
    };
    for (const auto& [a, b] : pairs) {
        const uint32_t rootA = rootOf(a);
        const uint32_t rootB = rootOf(b);
        first[std::max(rootA, rootB)] = std::min(rootA, rootB);
    }
    for (uint32_t i = 0; i < first.size(); ++i)
        first[i] = rootOf(i);
    return first;
}

} // namespace

bool showTheSame(const PictureFacts& a, const PictureFacts& b, const std::string& tinyA, const std::string& tinyB)
{
    return bitsApart(a.patternHash, b.patternHash) <= kMostBits && bitsApart(a.layoutHash, b.layoutHash) <= kMostBits && mayBeCopies(a, b)
        && areCopies(a, b, tinyA, tinyB);
}

PictureGroups groupPictures(const std::vector<PictureFacts>& facts, const TinyPictures& tiny, const std::function<bool()>& progress)
{
    PictureGroups groups;
    std::map<std::array<uint64_t, 2>, uint32_t> firstWith;
    for (uint32_t i = 0; i < facts.size(); ++i)
        groups.firstSame.push_back(facts[i].isDecoded ? firstWith.emplace(facts[i].contentHash, i).first->second : i);
    groups.firstAlike = groups.firstSame;
    const std::vector<Pair> candidates = findCandidates(facts, groups, progress);
    groups.firstAlike = joinPairs(std::move(groups.firstAlike), keepCopies(facts, candidates, tiny, progress));
    return groups;
}

} // namespace lorikeet
