#pragma once
/// @file What a run's state means in plain words, built from facts only.

#include "core/run/run_folder.h"

#include <QDateTime>
#include <QString>

namespace lorikeet {

struct Verdict {
    QString headline; ///< "Running: step 120 of 400, loss 0.42, finishes about 14:32."
    QString detail;   ///< A second, quiet line; may be empty.
};

Verdict makeVerdict(const RunStatus& status, const RunHistory& history, const QDateTime& now);
/// Of 0 to 1000; -1 while it is unknown.
int progressPermille(const RunStatus& status, const RunHistory& history);

} // namespace lorikeet
