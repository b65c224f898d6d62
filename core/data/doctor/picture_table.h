#pragma once
/// @file The distinct pictures of all samples and what is known of each.

#include "core/vision/picture_facts.h"

#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace lorikeet {

struct PictureTable {
    std::deque<std::string> paths; ///< Distinct, in the order in which samples name them.
    std::vector<PictureFacts> facts;
    std::unordered_map<std::string_view, uint32_t> indexOf; ///< Of a path.

    /// The picture's index; a new one gets empty facts.
    uint32_t add(const std::string& path)
    {
        if (const auto found = indexOf.find(path); found != indexOf.end())
            return found->second;
        const auto index = static_cast<uint32_t>(paths.size());
        paths.push_back(path);
        facts.emplace_back();
        indexOf.emplace(paths.back(), index);
        return index;
    }
    /// null for one that wasn't looked at.
    const PictureFacts* find(std::string_view path) const
    {
        const auto found = indexOf.find(path);
        return found == indexOf.end() ? nullptr : &facts[found->second];
    }
    size_t size() const { return paths.size(); }
};

} // namespace lorikeet
