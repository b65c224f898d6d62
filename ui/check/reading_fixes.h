#pragma once
/// @file Fixes that change how the project's data is read; it is read again then.

#include "core/data/doctor/doctor.h"

#include <QString>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace lorikeet {

class ProjectSession;

/// What was done, and how it is taken back.
struct ReadingFix {
    QString text;
    std::function<void()> takeBack;
};

/// Datasets by reference (Project::references) that the findings' rows stand in: only of those can it be said how they are read.
std::vector<std::string> referencesOf(const RuleFindings& findings, const DoctorReport& report, const ProjectSession& session);
/// Pictures in these folders may be used. nullopt where it could not be saved: ProjectSession::problem told.
std::optional<ReadingFix> allowFolders(ProjectSession& session, const std::vector<std::string>& folders);
/// Text of these datasets that is not UTF-8 is read in this encoding. nullopt as above.
std::optional<ReadingFix> readAs(ProjectSession& session, const std::vector<std::string>& datasets, const std::string& encoding);

} // namespace lorikeet
