#pragma once
/// @file What is known of every sample besides its text: for filters, sorting, statistics and the gallery's marks.

#include <cstdint>
#include <string>
#include <vector>

namespace lorikeet {

/// Columns over all samples, index = sample. An empty column isn't known yet.
struct SampleFacts {
    std::vector<int32_t> tokens;        ///< Of the whole sample by the chosen model and template; -1 = unknown.
    std::vector<int32_t> pictureTokens; ///< Of its pictures; -1 = unknown.
    std::vector<int32_t> width;         ///< Of the first picture, upright, in pixels; 0 = none or unreadable.
    std::vector<int32_t> height;
    std::vector<float> score;           ///< Quality by the Data Doctor, 0 (unusable) to 100 (nothing found); -1 = not checked.
    std::vector<int32_t> duplicateOf;   ///< Index of the first sample whose picture looks alike; -1 = none. The first one names itself.
    std::vector<std::string> ruleNames; ///< "image.missing" …: bit i of `rules` stands for ruleNames[i]; at most 64.
    std::vector<uint64_t> rules;        ///< Rules that found something in the sample (ignored findings don't count).

    bool hasRule(size_t sample, size_t rule) const { return sample < rules.size() && ((rules[sample] >> rule) & 1U) != 0; }
};

} // namespace lorikeet
