#pragma once
/// @file Starts the trainer as a program of its own that outlives the window.

#include "core/config/run_options.h"
#include "core/data/project.h"

#include <QProcessEnvironment>
#include <QString>
#include <QStringList>

namespace lorikeet {

/// lorikeet-cli beside this program, else LORIKEET_CLI, else the one on PATH; "" when there is none.
QString findCommandLineProgram();
/// What trainer and generator run in: waiting threads sleep instead of spinning.
QProcessEnvironment childEnvironment();

/// Makes a run folder (data snapshot, run.yaml) and starts the trainer on it.
/// @param name what the folder is called after; unused when options name an output folder.
/// @returns the run folder. @throws Error when the folder can't be made or the trainer can't be started (nothing is left behind).
QString startNewRun(const Project& project, const RunOptions& options, const QString& name);
/// Goes on from the newest checkpoint of a run that has ended. @throws Error.
void resumeRun(const QString& runFolder);

} // namespace lorikeet
