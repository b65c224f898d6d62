#pragma once
/// @file The Data Doctor's report on the terminal and in JSON.

#include "core/base/json.h"
#include "core/data/doctor/doctor.h"

#include <vector>

namespace lorikeet::cli {

/// {samples, issues, findings: [{rule, severity, count, title}]}; `others` are issues of config and model.
OrderedJson reportToJson(const DoctorReport& report, const std::vector<Issue>& others, size_t samples);
/// Findings on stderr. Of a rule that is no obstacle a few are shown, unless `showsAll`.
void printFindings(const DoctorReport& report, bool showsAll);
/// A summary by rule on stdout.
void printSummary(const DoctorReport& report, const std::vector<Issue>& others, size_t samples);

} // namespace lorikeet::cli
