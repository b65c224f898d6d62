#pragma once
/// @file A bulk edit worked out: what the journal stores, and what the samples get once it is stored.

#include "core/data/bulk_edit.h"
#include "core/data/edits.h"

#include <string>
#include <vector>

namespace lorikeet {

struct BulkStep {
    EditBlock block;
    std::vector<ContentPatch> patches;
    std::vector<size_t> rows; ///< Sample of each patch.
    Text label;               ///< With the number of changed samples.
};

/// In parallel; changes nothing. @throws Error as the edit does.
BulkStep makeBulkStep(const std::vector<Sample>& samples, const std::vector<size_t>& rows, const BulkEdit& edit, const EditJournal& journal);
/// A label whose "%1" is not filled in yet gets the number.
Text withCount(Text label, size_t count);

} // namespace lorikeet
