#pragma once
/// @file The rules for samples, a file a group. Each looks at one sample and appends what it finds.

#include "core/data/dataset.h"
#include "core/vision/decode.h"

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace lorikeet {

/// What is wrong with each distinct picture (nullopt: nothing).
using PictureProblems = std::unordered_map<std::string_view, std::optional<DecodeProblem>>;

struct SampleUnderCheck {
    const Sample& sample;
    size_t index;
    std::vector<Issue>& issues;

    void report(Severity severity, const char* rule, Text message, Text fix) const;
    int number() const { return sample.row + 1; } ///< As people count.
};

void checkPictures(const SampleUnderCheck& checked, const PictureProblems& problems, bool modelSeesPictures);
void checkPlaceholders(const SampleUnderCheck& checked);
void checkRoles(const SampleUnderCheck& checked);
void checkAnswers(const SampleUnderCheck& checked);
void checkText(const SampleUnderCheck& checked);

/// The finding for a fault in the order of turns; also used while reading.
Issue turnIssue(const Sample& sample, const TurnFault& fault);

/// Header or full decode of one picture.
std::optional<DecodeProblem> findPictureProblem(const std::string& path, CheckDepth depth);

} // namespace lorikeet
