#pragma once
/// @file A run's state in a word, a colour and an icon.

#include "core/run/run_folder.h"

#include <QIcon>
#include <QString>

namespace lorikeet {

struct ThemeColours;

QString runStateWord(RunState state);
QColor runStateColour(RunState state, const ThemeColours& colours);
/// A shape of its own for each state, so that colour is never the only sign.
QIcon runStateIcon(RunState state, const ThemeColours& colours);
/// Whether a new trainer may go on from the last checkpoint.
bool canResume(RunState state);
/// The run's name: its folder's.
QString runTitle(const QString& runFolder);

} // namespace lorikeet
