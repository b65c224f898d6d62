#pragma once
/// @file One figure over the steps: raw faint, smoothed strong, held-out values as dots.

#include "ui/train/smoothing.h"

#include <QWidget>

#include <optional>
#include <vector>

class QCPGraph;
class QCPItemLine;
class QCPItemText;
class QCustomPlot;
class QLabel;

namespace lorikeet {

class Theme;

class MetricPlot : public QWidget {
    Q_OBJECT

public:
    enum class Form { Tall, Small };

    /// @param name for export and people, @param seriesColour index in ThemeColours::series.
    MetricPlot(const QString& name, Form form, size_t seriesColour, Theme& theme, QWidget* parent = nullptr);

    void clear();
    /// An unset value (not finite) leaves a gap.
    void addPoint(double step, std::optional<double> value);
    void addCheck(double step, std::optional<double> value);
    /// Draws what was added; keeps the user's zoom.
    void flush();
    /// 0 = no smoothing, below 1.
    void setSmoothing(double weight);
    void setLogScale(bool isLog);
    /// Everything in view, and new points keep it so.
    void fit();
    /// The values at the step nearest to this one; a negative step hides them.
    void setCursor(double step);

    int pointCount() const { return static_cast<int>(steps_.size()); }
    int checkCount() const { return static_cast<int>(checkSteps_.size()); }
    bool isFitted() const { return isFitted_; }
    QString cursorText() const;
    bool savePng(const QString& path) const;
    const std::vector<double>& steps() const { return steps_; }
    std::optional<double> valueAt(size_t index) const;
    std::optional<double> smoothedAt(size_t index) const;
    std::optional<double> checkAtStep(double step) const;
    QString name() const { return name_; }

Q_SIGNALS:
    /// The mouse is at this step, or left (negative).
    void cursorMoved(double step);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void buildGraphs();
    void connectMouse();
    void applyTheme();
    void rescale();
    void smoothAgain();
    void updateHeader();
    std::optional<size_t> nearest(double step) const;

    QString name_;
    Form form_;
    size_t seriesColour_;
    Theme& theme_;
    QCustomPlot* plot_;
    QLabel* header_;
    QCPGraph* raw_ = nullptr;
    QCPGraph* smooth_ = nullptr;
    QCPGraph* checks_ = nullptr;
    QCPItemLine* cursorLine_ = nullptr;
    QCPItemText* cursorLabel_ = nullptr;
    std::vector<double> steps_;
    std::vector<double> values_;   ///< NaN where there was none.
    std::vector<double> smoothed_;
    std::vector<double> checkSteps_;
    std::vector<double> checkValues_;
    double smoothing_ = 0.9;
    Smoother smoother_{0.9};
    bool isFitted_ = true;
    bool isLog_ = false;
};

} // namespace lorikeet
