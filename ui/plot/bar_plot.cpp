#include "ui/plot/bar_plot.h"

#include "ui/theme/theme.h"
#include "ui/train/custom_plot.h"

#include <algorithm>
#include <cmath>

namespace lorikeet {
namespace {

/// What is counted has no halves: no step below 1, and none between whole numbers.
class WholeTicker : public QCPAxisTicker {
protected:
    double getTickStep(const QCPRange& range) override { return std::ceil(QCPAxisTicker::getTickStep(range)); }
};

} // namespace

BarPlot::BarPlot(const QString& name, Theme& theme, QWidget* parent)
    : HoverPlot(name, theme, parent), bars_(new QCPBars(plot().xAxis, plot().yAxis)), marked_(new QCPBars(plot().xAxis, plot().yAxis))
{
    for (QCPBars* bars : {bars_, marked_})
        bars->setPen(Qt::NoPen);
    plot().xAxis->grid()->setVisible(false);
    refresh();
}

void BarPlot::setData(BarData data)
{
    data_ = std::move(data);
    bars_->data()->clear();
    double most = 1;
    for (size_t i = 0; i < data_.values.size(); ++i) {
        bars_->addData(data_.from + data_.width * (static_cast<double>(i) + 0.5), data_.values[i]);
        most = std::max(most, data_.values[i]);
    }
    for (QCPBars* bars : {bars_, marked_})
        bars->setWidth(data_.width * (data_.names.isEmpty() ? 0.92 : 0.7));
    if (data_.names.isEmpty()) {
        plot().xAxis->setTicker(QSharedPointer<QCPAxisTicker>(data_.width < 1 ? new QCPAxisTicker : new WholeTicker));
    } else {
        const QSharedPointer<QCPAxisTickerText> names(new QCPAxisTickerText);
        for (qsizetype i = 0; i < data_.names.size(); ++i)
            names->addTick(data_.from + data_.width * (static_cast<double>(i) + 0.5), data_.names[i]);
        plot().xAxis->setTicker(names);
        plot().xAxis->setTickLabelRotation(data_.names.size() > 8 ? 45 : 0);
    }
    plot().xAxis->setNumberFormat("f");
    plot().xAxis->setNumberPrecision(data_.width < 1 ? 1 : 0);
    plot().yAxis->setTicker(QSharedPointer<QCPAxisTicker>(new WholeTicker));
    plot().yAxis->setNumberFormat("f");
    plot().yAxis->setNumberPrecision(0);
    plot().yAxis->ticker()->setTickCount(3);
    plot().xAxis->setLabel(data_.axis);
    plot().xAxis->setRange(data_.from, data_.from + data_.width * static_cast<double>(std::max<size_t>(1, data_.values.size())));
    plot().yAxis->setRange(0, most * 1.08);
    refresh();
}

QPointF BarPlot::placeOf(int bar) const
{
    const double x = data_.from + data_.width * (bar + 0.5);
    return {plot().xAxis->coordToPixel(x), plot().yAxis->coordToPixel(data_.values[static_cast<size_t>(bar)] / 2)};
}

int BarPlot::indexAt(const QPointF& place) const
{
    if (!plot().axisRect()->rect().contains(place.toPoint()))
        return -1;
    const double index = std::floor((plot().xAxis->pixelToCoord(place.x()) - data_.from) / data_.width);
    const bool isBar = index >= 0 && index < static_cast<double>(data_.values.size()) && data_.values[static_cast<size_t>(index)] > 0;
    return isBar ? static_cast<int>(index) : -1;
}

QString BarPlot::wordsOf(int index) const
{
    return index < data_.words.size() ? data_.words[index] : QString();
}

void BarPlot::applyColours()
{
    bars_->setBrush(theme().colours().accent);
    marked_->setBrush(theme().colours().text);
}

void BarPlot::mark(int index)
{
    marked_->data()->clear();
    if (index >= 0)
        marked_->addData(data_.from + data_.width * (index + 0.5), data_.values[static_cast<size_t>(index)]);
}

} // namespace lorikeet
