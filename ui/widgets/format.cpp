#include "ui/widgets/format.h"

#include <QCoreApplication>
#include <QLocale>

#include <cmath>

namespace lorikeet {
namespace {
/// Gives tr() its context.
struct FormatText {
    Q_DECLARE_TR_FUNCTIONS(FormatText)
};
} // namespace

QString formatCount(int64_t count)
{
    return QLocale().toString(static_cast<qlonglong>(count));
}

QString formatBytes(uint64_t bytes)
{
    return QLocale().formattedDataSize(static_cast<qint64>(bytes), 1, QLocale::DataSizeTraditionalFormat);
}

QString formatMib(double mib)
{
    if (mib >= 1024)
        return FormatText::tr("%1 GB").arg(QLocale().toString(mib / 1024, 'f', 1));
    return FormatText::tr("%1 MB").arg(QLocale().toString(mib, 'f', 0));
}

QString formatDuration(double seconds)
{
    if (!std::isfinite(seconds) || seconds < 0)
        return QStringLiteral("–");
    const auto whole = static_cast<int64_t>(std::llround(seconds));
    if (whole < 60)
        return FormatText::tr("%1 s").arg(whole);
    if (whole < 600 && whole % 60 != 0)
        return FormatText::tr("%1 min %2 s").arg(whole / 60).arg(whole % 60);
    if (whole < 3600)
        return FormatText::tr("%1 min").arg((whole + 30) / 60);
    return FormatText::tr("%1 h %2 min").arg(whole / 3600).arg(whole % 3600 / 60);
}

QString formatRelative(const QDateTime& time)
{
    const qint64 seconds = time.secsTo(QDateTime::currentDateTime());
    if (seconds < 60)
        return FormatText::tr("just now");
    if (seconds < 3600)
        return FormatText::tr("%1 min ago").arg(seconds / 60);
    const qint64 days = time.date().daysTo(QDate::currentDate());
    if (days == 0)
        return FormatText::tr("%1 h ago").arg(seconds / 3600);
    if (days == 1)
        return FormatText::tr("yesterday");
    if (days < 7)
        return FormatText::tr("%1 days ago").arg(days);
    return QLocale().toString(time.date(), QLocale::ShortFormat);
}

QString formatNumber(double value, int significant)
{
    return std::isfinite(value) ? QString::number(value, 'g', significant) : QStringLiteral("–");
}

} // namespace lorikeet
