#pragma once
/// @file Which buttons a finding gets.

#include "core/data/doctor/doctor.h"

#include <vector>

namespace lorikeet {

class ProjectSession;

/// What can be done about these findings in this project, the recommended one first.
std::vector<FixKind> offeredFixes(const RuleFindings& findings, const DoctorReport& report, const ProjectSession& session);

} // namespace lorikeet
