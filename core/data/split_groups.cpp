#include "core/data/split_groups.h"

#include "core/data/random.h"

#include <algorithm>
#include <numeric>
#include <unordered_map>

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

} // namespace

std::vector<SplitGroup> listSplitGroups(const std::vector<const Sample*>& samples, int64_t seed)
{
    Groups groups(samples.size());
    std::unordered_map<std::string_view, size_t> firstWith;
    for (size_t i = 0; i < samples.size(); ++i)
        for (const std::string& image : samples[i]->images) {
            const auto [found, isNew] = firstWith.emplace(image, i);
            if (!isNew)
                groups.join(i, found->second);
        }
    std::unordered_map<size_t, SplitGroup> byRoot;
    for (size_t i = 0; i < samples.size(); ++i) {
        // Relative spellings, so that a moved folder splits alike.
        const std::string_view key = samples[i]->imagesAsWritten.empty() ? samples[i]->id : samples[i]->imagesAsWritten.front();
        SplitGroup& group = byRoot[groups.find(i)];
        if (group.members.empty() || key < group.key)
            group.key = key;
        group.members.push_back(i);
    }
    std::vector<SplitGroup> result;
    for (auto& [root, group] : byRoot) {
        if (std::any_of(group.members.begin(), group.members.end(), [&](size_t member) { return samples[member]->alwaysTrains; }))
            continue;
        group.hash = seededHash(group.key, static_cast<uint64_t>(seed));
        result.push_back(std::move(group));
    }
    std::sort(result.begin(), result.end(), [](const SplitGroup& a, const SplitGroup& b) {
        return std::tuple(a.hash, a.key, a.members.front()) < std::tuple(b.hash, b.key, b.members.front());
    });
    return result;
}

} // namespace lorikeet
