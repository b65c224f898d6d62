#pragma once
/// @file Numbers, sizes, times and dates as people write them.

#include <QDateTime>
#include <QString>

#include <cstdint>

namespace lorikeet {

QString formatCount(int64_t count);            ///< 1,784
QString formatBytes(uint64_t bytes);           ///< 11.6 GB (powers of 1024)
QString formatMib(double mib);                 ///< 11.6 GB, 640 MB
QString formatDuration(double seconds);        ///< 8 s, 42 min, 1 h 5 min
QString formatRelative(const QDateTime& time); ///< just now, 5 min ago, yesterday, 3 Nov 2026
QString formatNumber(double value, int significant = 4); ///< 0.0213, 1.85e-05

} // namespace lorikeet
