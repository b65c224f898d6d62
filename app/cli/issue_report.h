#pragma once
/// @file Issues on the terminal and in JSON.

#include "core/base/json.h"
#include "core/data/issue.h"

#include <vector>

namespace lorikeet::cli {

/// {severity, rule, file, row, message, fix}; row is 0-based, null when the issue is about the whole file.
OrderedJson issueToJson(const Issue& issue);
/// One line a problem on stderr: `fatal: FILE, row 3: WHAT FIX` (rows from 1, as people count).
void printIssue(const Issue& issue);
bool hasFatal(const std::vector<Issue>& issues);
/// Drops issues that say the same of the same place twice; the order stays.
void removeRepeated(std::vector<Issue>& issues);

} // namespace lorikeet::cli
