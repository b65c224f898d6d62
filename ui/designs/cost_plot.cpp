#include "ui/designs/cost_plot.h"

#include "ui/theme/theme.h"
#include "ui/widgets/format.h"

#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace lorikeet {
namespace {

constexpr int kPoints = 240;
constexpr int kLeastShown = 320;

/// 1, 2 or 5 times a power of ten: about four steps up to `most`.
double roundStep(double most)
{
    const double raw = most / 4;
    const double power = std::pow(10.0, std::floor(std::log10(std::max(raw, 1.0))));
    for (const double step : {1.0, 2.0, 5.0})
        if (raw <= step * power)
            return step * power;
    return 10 * power;
}

} // namespace

CostPlot::CostPlot(Theme& theme, QWidget* parent) : QWidget(parent), theme_(theme)
{
    setCursor(Qt::SizeHorCursor);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme_, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void CostPlot::setLines(std::vector<Line> lines, int longerSide)
{
    here_ = longerSide;
    if (!isDragged_)
        longest_ = std::max(kLeastShown, static_cast<int>(std::lround(longerSide * 1.6)));
    curves_.clear();
    most_ = 1;
    QStringList spoken;
    for (const Line& line : lines) {
        Curve curve{line.name, line.series, {}, line.tokens(longerSide)};
        for (int i = 0; i <= kPoints; ++i) {
            const int pixels = std::max(16, longest_ * i / kPoints);
            if (const int tokens = line.tokens(pixels); tokens >= 0) {
                curve.points.emplace_back(pixels, tokens);
                most_ = std::max(most_, tokens);
            }
        }
        spoken << QStringLiteral("%1: %2").arg(curve.name).arg(curve.here);
        curves_.push_back(std::move(curve));
    }
    most_ = static_cast<int>(most_ * 1.12) + 1;
    setAccessibleDescription(spoken.join(QStringLiteral("; ")));
    update();
}

QRectF CostPlot::area() const
{
    return QRectF(rect()).adjusted(52, 8, -12, -22);
}

QPointF CostPlot::at(double pixels, double tokens) const
{
    const QRectF place = area();
    return {place.left() + place.width() * pixels / longest_, place.bottom() - place.height() * tokens / most_};
}

void CostPlot::paintAxes(QPainter& painter) const
{
    const auto& colours = theme_.colours();
    const QRectF place = area();
    painter.setFont(theme_.captionFont());
    const double step = roundStep(most_);
    for (double tokens = 0; tokens <= most_; tokens += step) {
        const double y = at(0, tokens).y();
        painter.setPen(QPen(colours.line, 0));
        painter.drawLine(QPointF(place.left(), y), QPointF(place.right(), y));
        painter.setPen(colours.textQuiet);
        painter.drawText(QRectF(0, y - 10, place.left() - 6, 20), Qt::AlignRight | Qt::AlignVCenter, formatCount(static_cast<int64_t>(tokens)));
    }
    const double stepX = roundStep(longest_);
    for (double pixels = stepX; pixels <= longest_; pixels += stepX) {
        const QString text = tr("%1 px").arg(formatCount(static_cast<int64_t>(pixels)));
        const double x = at(pixels, 0).x();
        if (x + 30 < width())
            painter.drawText(QRectF(x - 60, place.bottom() + 2, 120, 20), Qt::AlignHCenter | Qt::AlignTop, text);
    }
}

void CostPlot::paintCurve(QPainter& painter, const Curve& curve) const
{
    const QColor colour = theme_.colours().series[static_cast<size_t>(curve.series)];
    QPainterPath path;
    for (size_t i = 0; i < curve.points.size(); ++i) {
        const QPointF point = at(curve.points[i].first, curve.points[i].second);
        i == 0 ? path.moveTo(point) : path.lineTo(point);
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(colour, 2));
    painter.drawPath(path);
    if (curve.here < 0)
        return;
    const QPointF mark = at(here_, curve.here);
    painter.setBrush(colour);
    painter.setPen(QPen(theme_.colours().card, 2));
    painter.drawEllipse(mark, 5, 5);
}

void CostPlot::paintEvent(QPaintEvent*)
{
    const auto& colours = theme_.colours();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintAxes(painter);
    const QRectF place = area();
    painter.setPen(QPen(colours.textQuiet, 1, Qt::DashLine));
    painter.drawLine(QPointF(at(here_, 0).x(), place.top()), QPointF(at(here_, 0).x(), place.bottom()));
    for (const Curve& curve : curves_)
        paintCurve(painter, curve);
    std::vector<const Curve*> order;
    for (const Curve& curve : curves_)
        if (curve.here >= 0)
            order.push_back(&curve);
    std::sort(order.begin(), order.end(), [](const Curve* a, const Curve* b) { return a->here > b->here; });
    // A name stands above its line; where the one above it leaves no room, below.
    double least = 0;
    for (const Curve* curve : order) {
        const QPointF mark = at(here_, curve->here);
        const QString text = tr("%1: %2 tokens").arg(curve->name, formatCount(curve->here));
        const QSizeF size(painter.fontMetrics().horizontalAdvance(text) + 8, painter.fontMetrics().height());
        const double left = mark.x() + 10 + size.width() < width() ? mark.x() + 10 : mark.x() - 10 - size.width();
        const double above = std::max(0.0, mark.y() - size.height() - 5);
        const QRectF box(QPointF(left, above >= least ? above : std::min(mark.y() + 5, height() - size.height())), size);
        least = box.bottom();
        painter.setPen(colours.text);
        painter.drawText(box, Qt::AlignCenter, text);
    }
}

void CostPlot::choose(double x)
{
    const QRectF place = area();
    const double pixels = (x - place.left()) / place.width() * longest_;
    Q_EMIT longerSideChosen(std::clamp(static_cast<int>(std::lround(pixels)), 16, longest_));
}

void CostPlot::mousePressEvent(QMouseEvent* event)
{
    isDragged_ = true;
    choose(event->position().x());
}

void CostPlot::mouseMoveEvent(QMouseEvent* event)
{
    if (isDragged_)
        choose(event->position().x());
}

void CostPlot::mouseReleaseEvent(QMouseEvent*)
{
    isDragged_ = false;
}

} // namespace lorikeet
