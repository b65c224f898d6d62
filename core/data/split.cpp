#include "core/data/dataset.h"

#include "core/base/error.h"
#include "core/data/random.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>

// The rule: samples that share a picture form a group (so do samples that share one with a third). Groups are sorted by
// FNV-1a(smallest key of the group) stirred with the seed; from the front they go to the evaluation side until it has its number.
// The order of the file and the machine play no part.

namespace lorikeet {
namespace {

/// Disjoint sets of samples.
class Groups {
public:
    explicit Groups(size_t count) : parent_(count) { std::iota(parent_.begin(), parent_.end(), size_t{0}); }

    size_t find(size_t i)
    {
        while (parent_[i] != i) {
            parent_[i] = parent_[parent_[i]];
            i = parent_[i];
        }
        return i;
    }
    void join(size_t a, size_t b) { parent_[find(a)] = find(b); }

private:
    std::vector<size_t> parent_;
};

/// The order in which groups go to the evaluation side.
struct Candidate {
    uint64_t hash;
    std::string_view key;
    std::vector<size_t> members;
};

std::vector<Candidate> listGroups(const std::vector<Sample>& samples, int64_t seed)
{
    Groups groups(samples.size());
    std::unordered_map<std::string_view, size_t> firstWith;
    for (size_t i = 0; i < samples.size(); ++i)
        for (const std::string& image : samples[i].images) {
            const auto [found, isNew] = firstWith.emplace(image, i);
            if (!isNew)
                groups.join(i, found->second);
        }
    std::unordered_map<size_t, Candidate> byRoot;
    for (size_t i = 0; i < samples.size(); ++i) {
        // Relative spellings, so that a moved folder splits alike.
        const std::string_view key = samples[i].imagesAsWritten.empty() ? samples[i].id : samples[i].imagesAsWritten.front();
        Candidate& candidate = byRoot[groups.find(i)];
        if (candidate.members.empty() || key < candidate.key)
            candidate.key = key;
        candidate.members.push_back(i);
    }
    std::vector<Candidate> result;
    for (auto& [root, candidate] : byRoot) {
        candidate.hash = seededHash(candidate.key, static_cast<uint64_t>(seed));
        result.push_back(std::move(candidate));
    }
    std::sort(result.begin(), result.end(), [](const Candidate& a, const Candidate& b) {
        return std::tuple(a.hash, a.key, a.members.front()) < std::tuple(b.hash, b.key, b.members.front());
    });
    return result;
}

} // namespace

Split splitDataset(const Dataset& dataset, double valSize, int64_t seed)
{
    const size_t count = dataset.samples.size();
    Split result;
    if (!(valSize > 0)) {
        result.train.resize(count);
        std::iota(result.train.begin(), result.train.end(), size_t{0});
        return result;
    }
    const double wanted = valSize > 1 ? valSize : std::ceil(valSize * static_cast<double>(count) - 1e-9);
    if (wanted >= static_cast<double>(count))
        throw Error(Text(LK_TEXT("val_size %1 would leave nothing to train on: there are %2 examples."), valSize, count),
            LK_TEXT("Choose a smaller val_size."));
    const auto target = static_cast<size_t>(wanted);
    std::vector<bool> isEval(count, false);
    size_t taken = 0;
    const std::vector<Candidate> candidates = listGroups(dataset.samples, seed);
    for (const Candidate& candidate : candidates) {
        // A group that is larger than what is missing goes to training; the last one may be, so that at least one is held out.
        if (taken + candidate.members.size() > target)
            continue;
        for (size_t member : candidate.members)
            isEval[member] = true;
        taken += candidate.members.size();
        if (taken == target)
            break;
    }
    if (taken == 0 && candidates.size() > 1) {
        const auto smallest = std::min_element(candidates.begin(), candidates.end(),
            [](const Candidate& a, const Candidate& b) { return a.members.size() < b.members.size(); });
        for (size_t member : smallest->members)
            isEval[member] = true;
    }
    for (size_t i = 0; i < count; ++i)
        (isEval[i] ? result.eval : result.train).push_back(i);
    return result;
}

std::vector<size_t> shuffledOrder(size_t n, int64_t seed, int64_t epoch)
{
    std::vector<size_t> order(n);
    std::iota(order.begin(), order.end(), size_t{0});
    SplitMix64 seeds(static_cast<uint64_t>(seed));
    SplitMix64 random(seeds.next() + static_cast<uint64_t>(epoch) * 0xD1342543DE82EF95U);
    for (size_t i = n; i > 1; --i)
        std::swap(order[i - 1], order[random.below(i)]);
    return order;
}

} // namespace lorikeet
