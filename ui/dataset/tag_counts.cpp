#include "ui/dataset/tag_counts.h"

#include <algorithm>
#include <unordered_map>

namespace lorikeet {

TagCounts countTags(const std::vector<Sample>& samples)
{
    std::unordered_map<std::string, size_t> counts;
    for (const Sample& sample : samples)
        for (const std::string& tag : sample.tags)
            ++counts[tag];
    TagCounts sorted(counts.begin(), counts.end());
    std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.second != b.second ? a.second > b.second : a.first < b.first; });
    return sorted;
}

} // namespace lorikeet
