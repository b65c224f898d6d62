#pragma once
/// @file Edits of rows that stand elsewhere in their data file by now.

#include "core/data/edits_scan.h"
#include "core/data/row_marks.h"

namespace lorikeet {

/// Which edits belong to which samples.
struct EditJournal::Alignment {
    std::unordered_map<std::string, std::string> moved; ///< Id as the journal has it, id of the row now.
    std::vector<std::string> lost;                      ///< Ids whose row is not in the file any more.
    std::vector<const Scan::Sample*> edits;             ///< Of each sample; null = none.
};

/// The id under which edits are kept whose row isn't there.
std::string keptAside(const std::string& sampleId, const RowMark& mark);
bool isKeptAside(std::string_view sampleId);

} // namespace lorikeet
