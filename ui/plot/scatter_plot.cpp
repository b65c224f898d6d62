#include "ui/plot/scatter_plot.h"

#include "ui/theme/theme.h"
#include "ui/train/custom_plot.h"

#include <algorithm>
#include <cmath>

namespace lorikeet {
namespace {
constexpr double kNear = 8; ///< Pixels.
}

ScatterPlot::ScatterPlot(const QString& name, Theme& theme, QWidget* parent) : HoverPlot(name, theme, parent), dots_(plot().addGraph()), marked_(plot().addGraph())
{
    for (QCPGraph* graph : {dots_, marked_})
        graph->setLineStyle(QCPGraph::lsNone);
    refresh();
}

void ScatterPlot::setPoints(std::vector<Point> points, const QString& xAxis, const QString& yAxis, std::function<QString(const Point&)> words)
{
    points_ = std::move(points);
    words_ = std::move(words);
    std::sort(points_.begin(), points_.end(), [](const Point& a, const Point& b) { return a.x < b.x; });
    dots_->data()->clear();
    double mostX = 1, mostY = 1;
    for (const Point& point : points_) {
        dots_->addData(point.x, point.y);
        mostX = std::max(mostX, point.x);
        mostY = std::max(mostY, point.y);
    }
    plot().xAxis->setRange(0, mostX * 1.06);
    plot().yAxis->setRange(0, mostY * 1.06);
    plot().xAxis->setLabel(xAxis);
    plot().yAxis->setLabel(yAxis);
    for (auto* axis : {plot().xAxis, plot().yAxis}) {
        axis->setNumberFormat("f");
        axis->setNumberPrecision(0);
    }
    refresh();
}

QPointF ScatterPlot::placeOf(int point) const
{
    const Point& at = points_[static_cast<size_t>(point)];
    return {plot().xAxis->coordToPixel(at.x), plot().yAxis->coordToPixel(at.y)};
}

int ScatterPlot::indexAt(const QPointF& place) const
{
    const double from = plot().xAxis->pixelToCoord(place.x() - kNear), to = plot().xAxis->pixelToCoord(place.x() + kNear);
    auto it = std::lower_bound(points_.begin(), points_.end(), from, [](const Point& point, double x) { return point.x < x; });
    int best = -1;
    double least = kNear;
    for (; it != points_.end() && it->x <= to; ++it) {
        const int index = static_cast<int>(it - points_.begin());
        const QPointF offset = placeOf(index) - place;
        if (const double distance = std::hypot(offset.x(), offset.y()); distance < least) {
            least = distance;
            best = index;
        }
    }
    return best;
}

QString ScatterPlot::wordsOf(int index) const
{
    return words_ ? words_(points_[static_cast<size_t>(index)]) : QString();
}

void ScatterPlot::applyColours()
{
    QColor faint = theme().colours().accent;
    faint.setAlphaF(0.55f);
    dots_->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, faint, 5));
    marked_->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssCircle, QPen(theme().colours().text, 2), Qt::NoBrush, 10));
}

void ScatterPlot::mark(int index)
{
    marked_->data()->clear();
    if (index >= 0)
        marked_->addData(points_[static_cast<size_t>(index)].x, points_[static_cast<size_t>(index)].y);
}

} // namespace lorikeet
