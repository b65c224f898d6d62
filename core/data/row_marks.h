#pragma once
/// @file Which row of a data file an edit belongs to, also after rows were added to the file or taken away.

#include "core/data/sample.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lorikeet {

/// The place that a sample's id names: "set/train#12" is row 12 of "set/train". Pictures of a folder are known by their path and have none.
struct RowPlace {
    std::string_view file; ///< "" where the id names no row.
    uint64_t row = 0;
};
RowPlace placeOf(std::string_view sampleId);

/// What a row says, as a number (texts, system prompt and pictures of the original), and how many rows its file has.
struct RowMark {
    uint64_t text = 0; ///< 0: of a sample that isn't known by its row.
    uint64_t rows = 0;

    explicit operator bool() const { return text != 0; }
};
/// RowMark::text; never 0.
uint64_t markOf(const SampleContent& original);

/// The marks of samples that are known by their rows.
class RowMarks {
public:
    RowMarks() = default;
    explicit RowMarks(const std::vector<Sample>& originals);
    RowMark find(std::string_view sampleId) const;

private:
    struct Entry {
        uint64_t id; ///< Hash.
        RowMark mark;
    };
    std::vector<Entry> entries_; ///< By id.
};

} // namespace lorikeet
