#pragma once
/// @file Issues on the terminal and in JSON.

#include "core/base/json.h"
#include "core/data/issue.h"

#include <functional>
#include <vector>

namespace lorikeet::cli {

/// {severity, rule, file, row, message, fix}; row is 0-based, null when the issue is about the whole file.
OrderedJson issueToJson(const Issue& issue);
/// One line a problem on stderr: `fatal: FILE, row 3: WHAT FIX` (rows from 1, as people count).
void printIssue(const Issue& issue);
bool hasFatal(const std::vector<Issue>& issues);
/// Drops issues that say the same of the same place twice; the order stays.
void removeRepeated(std::vector<Issue>& issues);

/// Reads something as a whole; where that fails, its Error becomes a fatal issue of `file`.
void collect(std::vector<Issue>& issues, const std::string& rule, const std::string& file, const std::function<void()>& reading);
/// Data of which not one example is left. @param file the data, or the RUN.yaml that names it.
Issue nothingToTrainOn(const std::string& file);
/// Ends a verb after its issues were listed. @throws Error of the fatal ones, which `path` has; what else can be done about them is `more`.
void refuseFatal(const std::vector<Issue>& issues, const std::string& path, const Text& more = {});

} // namespace lorikeet::cli
