#pragma once
/// @file The projects that were open lately, remembered in the settings.

#include <QStringList>

namespace lorikeet {

/// Newest first, at most eight, only those that still exist.
QStringList recentProjects();
/// Puts a project folder at the front.
void rememberProject(const QString& folder);

} // namespace lorikeet
