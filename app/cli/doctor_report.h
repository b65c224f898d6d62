#pragma once
/// @file The Data Doctor's report on the terminal and in JSON.

#include "core/base/json.h"
#include "core/data/doctor/doctor.h"

#include <vector>

namespace lorikeet::cli {

/// {samples, issues, findings: [{rule, severity, count, title}]}; `others` are issues of config and model.
OrderedJson reportToJson(const DoctorReport& report, const std::vector<Issue>& others, size_t samples);
/// Findings on stderr, then a summary by rule on stdout. Of a rule that is no obstacle a few are shown, unless `showsAll`.
void printReport(const DoctorReport& report, const std::vector<Issue>& others, size_t samples, bool showsAll);

} // namespace lorikeet::cli
