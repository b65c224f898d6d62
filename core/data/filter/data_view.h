#pragma once
/// @file What filters, sorting and statistics look at.

#include "core/data/sample.h"
#include "core/data/sample_facts.h"
#include "core/data/search_text.h"

namespace lorikeet {

/// References that must outlive the call; nothing of it may change meanwhile.
struct DataView {
    const std::vector<Sample>& samples;
    const SearchText& text;             ///< Of the same samples.
    const SampleFacts& facts;
    const std::vector<uint8_t>& edited; ///< 1 where the journal holds an edit; may be empty.

    bool isEdited(size_t sample) const { return sample < edited.size() && edited[sample] != 0; }
};

} // namespace lorikeet
