#include "ui/runs/run_state.h"

#include "ui/theme/theme.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QPainter>
#include <QPainterPath>
#include <QPixmap>

namespace lorikeet {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("RunState", text);
}

void paintTick(QPainter& painter)
{
    painter.drawPolyline(QPolygonF({{9, 17}, {14, 22}, {24, 11}}));
}

void paintCross(QPainter& painter)
{
    painter.drawLine(QPointF(10, 10), QPointF(22, 22));
    painter.drawLine(QPointF(22, 10), QPointF(10, 22));
}

void paintShape(QPainter& painter, RunState state, const QColor& colour)
{
    switch (state) {
    case RunState::Starting:
    case RunState::Stopping:
    case RunState::Pausing:
        for (const int x : {8, 16, 24})
            painter.drawEllipse(QPointF(x, 16), 1.5, 1.5);
        return;
    case RunState::Running: {
        QPainterPath triangle;
        triangle.addPolygon(QPolygonF({{11, 8}, {25, 16}, {11, 24}, {11, 8}}));
        painter.fillPath(triangle, colour);
        return;
    }
    case RunState::Paused:
        painter.fillRect(QRectF(10, 8, 4, 16), colour);
        painter.fillRect(QRectF(18, 8, 4, 16), colour);
        return;
    case RunState::Completed:
        return paintTick(painter);
    case RunState::Stopped:
        painter.fillRect(QRectF(10, 10, 12, 12), colour);
        return;
    case RunState::Failed:
        return paintCross(painter);
    case RunState::Crashed:
        painter.drawLine(QPointF(16, 7), QPointF(16, 18));
        painter.drawPoint(QPointF(16, 24));
        return;
    }
}

} // namespace

QString runStateWord(RunState state)
{
    switch (state) {
    case RunState::Starting: return tr("Starting");
    case RunState::Running: return tr("Running");
    case RunState::Pausing: return tr("Pausing");
    case RunState::Paused: return tr("Paused");
    case RunState::Stopping: return tr("Stopping");
    case RunState::Completed: return tr("Done");
    case RunState::Stopped: return tr("Stopped and kept");
    case RunState::Failed: return tr("Ended with an error");
    case RunState::Crashed: return tr("Stopped unexpectedly");
    }
    return {};
}

QColor runStateColour(RunState state, const ThemeColours& colours)
{
    switch (state) {
    case RunState::Running:
    case RunState::Starting: return colours.accent;
    case RunState::Completed: return colours.good;
    case RunState::Failed:
    case RunState::Crashed: return colours.bad;
    case RunState::Paused:
    case RunState::Pausing:
    case RunState::Stopping:
    case RunState::Stopped: return colours.amber;
    }
    return colours.text;
}

QIcon runStateIcon(RunState state, const ThemeColours& colours)
{
    QIcon icon;
    const auto colour = runStateColour(state, colours);
    for (const int scale : {1, 2, 4}) {
        QPixmap pixmap(16 * scale, 16 * scale);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.scale(scale / 2.0, scale / 2.0);
        painter.setPen(QPen(colour, 3.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        paintShape(painter, state, colour);
        icon.addPixmap(pixmap);
    }
    return icon;
}

bool canResume(RunState state)
{
    return state == RunState::Paused || state == RunState::Stopped || state == RunState::Crashed || state == RunState::Failed;
}

QString runTitle(const QString& runFolder)
{
    return QFileInfo(QDir::cleanPath(runFolder)).fileName();
}

} // namespace lorikeet
