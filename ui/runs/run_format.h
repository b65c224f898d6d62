#pragma once
/// @file Figures of a run as people read them; the general ones are in ui/widgets/format.h.

#include "ui/widgets/format.h"

namespace lorikeet {

QString formatLoss(double loss);            ///< "0.4213", "12.05"
QString formatRate(double perSecond);       ///< "1,463", "3.2"
QString formatClock(const QDateTime& time); ///< "14:32", with the day when it is not today.
QString formatExact(const QDateTime& time); ///< Date and time in full, for hover.
QString formatParameters(int64_t count);    ///< "37.8 M"

} // namespace lorikeet
