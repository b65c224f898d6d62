#pragma once
/// @file The plots of the shown run: loss large; learning rate, gradient norm and speed small below; one cursor through all.

#include "ui/widgets/card.h"

#include <array>

class QCheckBox;
class QSlider;

namespace lorikeet {

class MetricPlot;
class RunMonitor;
class Theme;

class PlotPanel : public Card {
    Q_OBJECT

public:
    PlotPanel(RunMonitor& monitor, Theme& theme, QWidget* parent = nullptr);
    /// Draws what is new in the shown run; `isReset` = from the start.
    void update(bool isReset);
    MetricPlot& lossPlot() { return *loss_; }
    /// Every logged step as CSV. @throws Error when the file can't be written.
    void saveCsv(const QString& path) const;

Q_SIGNALS:
    void problem(const QString& message, const QString& hint);

private:
    QWidget* makeToolbar();
    void exportPlots();
    std::array<MetricPlot*, 4> plots() const { return {loss_, rate_, gradient_, speed_}; }

    RunMonitor& monitor_;
    Theme& theme_;
    MetricPlot* loss_;
    MetricPlot* rate_;
    MetricPlot* gradient_;
    MetricPlot* speed_;
    QSlider* smoothing_ = nullptr;
    QCheckBox* isLog_ = nullptr;
    size_t shownSteps_ = 0;
    size_t shownEvals_ = 0;
};

} // namespace lorikeet
