#pragma once
/// @file The projects that were open lately, remembered in the settings.

#include <QStringList>

namespace lorikeet {

/// Newest first, at most eight. No disk is looked at: one that hangs must not keep the window from starting.
QStringList recentProjects();
/// Puts a project folder at the front.
void rememberProject(const QString& folder);

} // namespace lorikeet
