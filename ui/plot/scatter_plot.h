#pragma once
/// @file Points in a plane, each standing for something that can be clicked.

#include "ui/plot/hover_plot.h"

#include <functional>
#include <vector>

class QCPGraph;

namespace lorikeet {

class ScatterPlot : public HoverPlot {
    Q_OBJECT

public:
    struct Point {
        double x = 0, y = 0;
        size_t count = 1; ///< How many share the place.
    };

    ScatterPlot(const QString& name, Theme& theme, QWidget* parent = nullptr);
    /// @param words of a point, for hovering
    void setPoints(std::vector<Point> points, const QString& xAxis, const QString& yAxis, std::function<QString(const Point&)> words);
    const std::vector<Point>& points() const { return points_; }
    QPointF placeOf(int point) const;

protected:
    int indexAt(const QPointF& place) const override;
    QString wordsOf(int index) const override;
    void applyColours() override;
    void mark(int index) override;

private:
    std::vector<Point> points_; ///< Rising x.
    std::function<QString(const Point&)> words_;
    QCPGraph* dots_;
    QCPGraph* marked_;
};

} // namespace lorikeet
