#pragma once
/// @file The fields of a sample's content besides its messages, listed once: for patches and for the journal.

#include "core/data/content_patch.h"

#include <tuple>

namespace lorikeet {

template <typename Value>
struct ContentField {
    const char* name; ///< In the journal.
    Value SampleContent::*value;
    std::optional<Value> ContentPatch::Rest::*patched;
    bool isPaths = false; ///< Stored relative to the project's folder.
};

inline constexpr std::tuple kContentFields{
    ContentField{"system", &SampleContent::system, &ContentPatch::Rest::system},
    ContentField{"rejected", &SampleContent::rejectedAnswer, &ContentPatch::Rest::rejectedAnswer},
    ContentField{"images", &SampleContent::images, &ContentPatch::Rest::images, true},
    ContentField{"images_as_written", &SampleContent::imagesAsWritten, &ContentPatch::Rest::imagesAsWritten},
    ContentField{"tags", &SampleContent::tags, &ContentPatch::Rest::tags},
    ContentField{"provenance", &SampleContent::provenance, &ContentPatch::Rest::provenance},
    ContentField{"review", &SampleContent::review, &ContentPatch::Rest::review},
    ContentField{"excluded", &SampleContent::isExcluded, &ContentPatch::Rest::isExcluded},
    ContentField{"always_trains", &SampleContent::alwaysTrains, &ContentPatch::Rest::alwaysTrains},
    ContentField{"stored_orientation", &SampleContent::keepsStoredOrientation, &ContentPatch::Rest::keepsStoredOrientation},
};
inline constexpr size_t kContentFieldCount = std::tuple_size_v<decltype(kContentFields)>;

/// Calls visit(field) for each of kContentFields.
template <typename Visit>
void forContentFields(const Visit& visit)
{
    std::apply([&](const auto&... field) { (visit(field), ...); }, kContentFields);
}

} // namespace lorikeet
