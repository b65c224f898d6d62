#pragma once
/// @file Findings that are also made while reading.

#include "core/data/issue.h"
#include "core/data/sample.h"

namespace lorikeet {

/// The finding for a fault in the order of turns.
Issue turnIssue(const Sample& sample, const TurnFault& fault);

} // namespace lorikeet
