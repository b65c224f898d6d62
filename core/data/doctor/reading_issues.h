#pragma once
/// @file Findings of reading, as they stand after edits.

#include "core/data/issue.h"
#include "core/data/sample.h"

#include <vector>

namespace lorikeet {

/// Whether the finding is about a text that could not be read; its sample's answer is empty until somebody writes it.
bool isUnreadText(const Issue& issue);
/// Whether it is still true: not of a sample that takes no part any more, nor of a text that was written anew.
bool stillHolds(const Issue& issue, const std::vector<Sample>& samples);

} // namespace lorikeet
