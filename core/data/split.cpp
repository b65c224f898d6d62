#include "core/data/dataset.h"

#include "core/base/error.h"
#include "core/data/random.h"
#include "core/data/split_groups.h"

#include <algorithm>
#include <cmath>
#include <numeric>

// The rule: groups (see split_groups.h) go to the evaluation side from the front until it has its number.

namespace lorikeet {

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
    std::vector<const Sample*> samples;
    for (const Sample& sample : dataset.samples)
        samples.push_back(&sample);
    const std::vector<SplitGroup> candidates = listSplitGroups(samples, seed);
    for (const SplitGroup& candidate : candidates) {
        // A group that is larger than what is missing goes to training; the last one may be, so that at least one is held out.
        if (taken + candidate.members.size() > target)
            continue;
        for (size_t member : candidate.members)
            isEval[member] = true;
        taken += candidate.members.size();
        if (taken == target)
            break;
    }
    if (taken == 0 && !candidates.empty() && candidates.front().members.size() < count) {
        const auto smallest = std::min_element(candidates.begin(), candidates.end(),
            [](const SplitGroup& a, const SplitGroup& b) { return a.members.size() < b.members.size(); });
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
