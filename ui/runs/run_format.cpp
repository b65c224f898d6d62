#include "ui/runs/run_format.h"

#include <QCoreApplication>
#include <QLocale>

#include <cmath>

namespace lorikeet {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("format", text);
}

} // namespace

QString formatLoss(double loss)
{
    if (!std::isfinite(loss))
        return tr("not a number");
    if (loss != 0 && std::abs(loss) < 1e-3)
        return QLocale().toString(loss, 'e', 2);
    return QLocale().toString(loss, 'f', std::abs(loss) >= 10 ? 2 : 4);
}

QString formatRate(double perSecond)
{
    return QLocale().toString(perSecond, 'f', perSecond < 10 ? 1 : 0);
}

QString formatClock(const QDateTime& time)
{
    const auto clock = QLocale().toString(time.time(), QStringLiteral("HH:mm"));
    const auto days = QDate::currentDate().daysTo(time.date());
    if (days == 0)
        return clock;
    if (days == 1)
        return tr("tomorrow %1").arg(clock);
    return QLocale().toString(time.date(), QLocale::ShortFormat) + QLatin1Char(' ') + clock;
}

QString formatExact(const QDateTime& time)
{
    return QLocale().toString(time, QLocale::LongFormat);
}

QString formatParameters(int64_t count)
{
    const auto value = static_cast<double>(count);
    if (value >= 1e9)
        return tr("%1 B").arg(QLocale().toString(value / 1e9, 'f', 1));
    if (value >= 1e6)
        return tr("%1 M").arg(QLocale().toString(value / 1e6, 'f', 1));
    if (value >= 1e3)
        return tr("%1 k").arg(QLocale().toString(value / 1e3, 'f', 0));
    return QString::number(count);
}

} // namespace lorikeet
