#pragma once
/// @file Bars: of ranges of a number, or of names.

#include "ui/plot/hover_plot.h"

#include <QStringList>

#include <vector>

class QCPBars;

namespace lorikeet {

struct BarData {
    std::vector<double> values;
    /// Of names: one a bar, written at the axis. Of ranges: empty.
    QStringList names;
    double from = 0;   ///< Of ranges: where the first bar begins,
    double width = 1;  ///< and how wide each is.
    QString axis;      ///< "tokens"
    QStringList words; ///< What hovering a bar says.
};

class BarPlot : public HoverPlot {
    Q_OBJECT

public:
    BarPlot(const QString& name, Theme& theme, QWidget* parent = nullptr);
    void setData(BarData data);
    const BarData& data() const { return data_; }
    /// Where the middle of a bar lies in the plot, for tests and help.
    QPointF placeOf(int bar) const;

protected:
    int indexAt(const QPointF& place) const override;
    QString wordsOf(int index) const override;
    void applyColours() override;
    void mark(int index) override;

private:
    BarData data_;
    QCPBars* bars_;
    QCPBars* marked_;
};

} // namespace lorikeet
