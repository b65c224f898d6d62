#pragma once
/// @file What an edit makes of one sample: only the fields that differ, so that a hundred thousand of them are small.

#include "core/data/sample.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace lorikeet {

/// Values that fields of a sample get; others stay.
struct ContentPatch {
    /// What is seldom changed.
    struct Rest {
        std::optional<std::vector<Message>> messages; ///< All turns, where their number or a role differs.
        std::optional<std::optional<std::string>> system;
        std::optional<std::optional<std::string>> rejectedAnswer;
        std::optional<std::vector<std::string>> images;
        std::optional<std::vector<std::string>> imagesAsWritten;
        std::optional<std::vector<std::string>> tags;
        std::optional<Provenance> provenance;
        std::optional<Review> review;
        std::optional<bool> isExcluded;
        std::optional<bool> alwaysTrains;
        std::optional<bool> keepsStoredOrientation;
    };
    std::vector<std::pair<uint32_t, std::string>> turns; ///< Texts of turns, after `messages`.
    std::unique_ptr<Rest> rest;

    Rest& needRest();
    bool isEmpty() const { return turns.empty() && !rest; }
    /// Moves the values into the content. A turn that the sample doesn't have is left out.
    void moveInto(SampleContent& content);
    /// What this and then `later` do, as one.
    void append(ContentPatch&& later);
};

/// What makes `after` of `before`.
ContentPatch patchBetween(const SampleContent& before, const SampleContent& after);

} // namespace lorikeet
