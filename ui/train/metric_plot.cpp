#include "ui/train/metric_plot.h"

#include "ui/runs/run_format.h"
#include "ui/theme/theme.h"
#include "ui/train/custom_plot.h"
#include "ui/widgets/card.h"

#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <limits>

namespace lorikeet {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kMargin = 0.06;
constexpr double kZoomFactor = 0.85;

std::optional<double> finite(double value)
{
    return std::isfinite(value) ? std::optional<double>(value) : std::nullopt;
}

} // namespace

MetricPlot::MetricPlot(const QString& name, Form form, size_t seriesColour, Theme& theme, QWidget* parent)
    : QWidget(parent), name_(name), form_(form), seriesColour_(seriesColour), theme_(theme), plot_(new QCustomPlot(this)),
      header_(makeLabel({}, form == Form::Tall ? "" : "caption", this))
{
    header_->setTextFormat(Qt::RichText);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    layout->addWidget(header_);
    layout->addWidget(plot_, 1);
    plot_->setAccessibleName(tr("Plot of %1 over the steps").arg(name));
    plot_->setMinimumHeight(fontMetrics().height() * (form == Form::Tall ? 9 : 5));
    plot_->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    buildGraphs();
    connectMouse();
    connect(&theme_, &Theme::changed, this, &MetricPlot::applyTheme);
    applyTheme();
}

void MetricPlot::buildGraphs()
{
    raw_ = plot_->addGraph();
    smooth_ = plot_->addGraph();
    checks_ = plot_->addGraph();
    for (auto* graph : {raw_, smooth_, checks_})
        graph->setAdaptiveSampling(true);
    cursorLine_ = new QCPItemLine(plot_);
    cursorLine_->start->setTypeY(QCPItemPosition::ptAxisRectRatio);
    cursorLine_->end->setTypeY(QCPItemPosition::ptAxisRectRatio);
    cursorLine_->setVisible(false);
    cursorLabel_ = new QCPItemText(plot_);
    cursorLabel_->position->setType(QCPItemPosition::ptAxisRectRatio);
    cursorLabel_->position->setTypeX(QCPItemPosition::ptPlotCoords);
    cursorLabel_->setPadding(QMargins(6, 3, 6, 3));
    cursorLabel_->setVisible(false);
    plot_->xAxis->setSubTicks(false);
    plot_->yAxis->setSubTicks(false);
    plot_->xAxis->ticker()->setTickCount(form_ == Form::Tall ? 8 : 4);
    plot_->yAxis->ticker()->setTickCount(form_ == Form::Tall ? 6 : 3);
    plot_->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
    plot_->axisRect()->setRangeZoom(Qt::Horizontal);
    plot_->axisRect()->setRangeDrag(Qt::Horizontal | Qt::Vertical);
    plot_->axisRect()->setRangeZoomFactor(kZoomFactor);
    plot_->setNoAntialiasingOnDrag(true);
}

void MetricPlot::connectMouse()
{
    plot_->installEventFilter(this);
    const auto leave = [this] { isFitted_ = false; };
    connect(plot_, &QCustomPlot::mouseWheel, this, leave);
    connect(plot_, &QCustomPlot::mouseDoubleClick, this, [this] { fit(); });
    connect(plot_, &QCustomPlot::mouseMove, this, [this](QMouseEvent* event) {
        if (event->buttons() != Qt::NoButton)
            isFitted_ = false;
        Q_EMIT cursorMoved(std::max(0.0, plot_->xAxis->pixelToCoord(event->position().x())));
    });
}

bool MetricPlot::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == plot_ && event->type() == QEvent::Leave)
        Q_EMIT cursorMoved(-1);
    return QWidget::eventFilter(watched, event);
}

void MetricPlot::applyTheme()
{
    const auto& colours = theme_.colours();
    const QColor strong = colours.series[seriesColour_];
    QColor faint = strong;
    faint.setAlphaF(0.32f);
    plot_->setBackground(QBrush(colours.card));
    raw_->setPen(QPen(smoothing_ > 0 ? faint : strong, 1));
    smooth_->setPen(QPen(strong, form_ == Form::Tall ? 2 : 1.5));
    checks_->setPen(QPen(colours.series[1], 1.5));
    checks_->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, colours.series[1], 6));
    cursorLine_->setPen(QPen(colours.textQuiet, 1, Qt::DashLine));
    cursorLabel_->setColor(colours.text);
    cursorLabel_->setBrush(colours.card);
    cursorLabel_->setPen(QPen(colours.line));
    cursorLabel_->setFont(theme_.captionFont());
    for (auto* axis : {plot_->xAxis, plot_->yAxis}) {
        axis->setBasePen(QPen(colours.line));
        axis->setTickPen(QPen(colours.line));
        axis->setTickLabelColor(colours.textQuiet);
        axis->setTickLabelFont(theme_.captionFont());
        axis->grid()->setPen(QPen(colours.line, 1, Qt::DotLine));
        axis->grid()->setZeroLinePen(QPen(colours.line));
    }
    updateHeader();
    plot_->replot(QCustomPlot::rpQueuedReplot);
}

void MetricPlot::clear()
{
    steps_.clear();
    values_.clear();
    smoothed_.clear();
    checkSteps_.clear();
    checkValues_.clear();
    smoother_ = Smoother(smoothing_);
    for (auto* graph : {raw_, smooth_, checks_})
        graph->data()->clear();
    setCursor(-1);
    isFitted_ = true;
}

void MetricPlot::addPoint(double step, std::optional<double> value)
{
    steps_.push_back(step);
    values_.push_back(value.value_or(kNaN));
    smoothed_.push_back(smoother_.add(finite(values_.back())).value_or(kNaN));
    raw_->addData(step, values_.back());
    if (smoothing_ > 0)
        smooth_->addData(step, smoothed_.back());
}

void MetricPlot::addCheck(double step, std::optional<double> value)
{
    checkSteps_.push_back(step);
    checkValues_.push_back(value.value_or(kNaN));
    checks_->addData(step, checkValues_.back());
}

void MetricPlot::flush()
{
    if (isFitted_)
        rescale();
    updateHeader();
    plot_->replot(QCustomPlot::rpQueuedReplot);
}

void MetricPlot::setSmoothing(double weight)
{
    smoothing_ = std::clamp(weight, 0.0, 0.999);
    smoothAgain();
    applyTheme();
}

void MetricPlot::smoothAgain()
{
    smoother_ = Smoother(smoothing_);
    QVector<QCPGraphData> points;
    points.reserve(static_cast<qsizetype>(steps_.size()));
    for (size_t i = 0; i < steps_.size(); ++i) {
        smoothed_[i] = smoother_.add(finite(values_[i])).value_or(kNaN);
        points.append(QCPGraphData(steps_[i], smoothed_[i]));
    }
    if (smoothing_ > 0)
        smooth_->data()->set(points, true);
    else
        smooth_->data()->clear();
}

void MetricPlot::setLogScale(bool isLog)
{
    isLog_ = isLog;
    plot_->yAxis->setScaleType(isLog ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    plot_->yAxis->setTicker(isLog ? QSharedPointer<QCPAxisTicker>(new QCPAxisTickerLog) : QSharedPointer<QCPAxisTicker>(new QCPAxisTicker));
    plot_->yAxis->ticker()->setTickCount(form_ == Form::Tall ? 6 : 3);
    fit();
}

void MetricPlot::fit()
{
    isFitted_ = true;
    rescale();
    plot_->replot(QCustomPlot::rpQueuedReplot);
}

void MetricPlot::rescale()
{
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    const auto take = [&](double value) {
        if (std::isfinite(value) && (!isLog_ || value > 0)) {
            low = std::min(low, value);
            high = std::max(high, value);
        }
    };
    bool isFound = false;
    const auto range = raw_->getValueRange(isFound, isLog_ ? QCP::sdPositive : QCP::sdBoth);
    if (isFound) {
        take(range.lower);
        take(range.upper);
    }
    std::for_each(checkValues_.begin(), checkValues_.end(), take);
    if (low > high)
        low = 0, high = 1;
    const double last = std::max(steps_.empty() ? 1.0 : steps_.back(), checkSteps_.empty() ? 1.0 : checkSteps_.back());
    const double first = std::min(steps_.empty() ? last : steps_.front(), checkSteps_.empty() ? last : checkSteps_.front());
    plot_->xAxis->setRange(first >= last ? QCPRange(last - 1, last + 1) : QCPRange(first, last + (last - first) * 0.01));
    if (isLog_ && low > 0) {
        const double factor = std::max(1.05, std::pow(high / low, kMargin));
        plot_->yAxis->setRange(low / factor, high * factor);
        return;
    }
    const double space = high > low ? (high - low) * kMargin : std::max(1e-12, std::abs(high) * 0.1);
    plot_->yAxis->setRange(low - space, high + space);
}

std::optional<size_t> MetricPlot::nearest(double step) const
{
    if (steps_.empty())
        return std::nullopt;
    const auto above = std::lower_bound(steps_.begin(), steps_.end(), step);
    auto index = static_cast<size_t>(above - steps_.begin());
    if (index == steps_.size() || (index > 0 && step - steps_[index - 1] < steps_[index] - step))
        --index;
    return index;
}

void MetricPlot::setCursor(double step)
{
    const auto index = step < 0 ? std::nullopt : nearest(step);
    cursorLine_->setVisible(index.has_value());
    cursorLabel_->setVisible(index.has_value());
    if (index) {
        const double at = steps_[*index];
        cursorLine_->start->setCoords(at, 0);
        cursorLine_->end->setCoords(at, 1);
        QString text = tr("step %1: %2").arg(formatCount(std::llround(at)), formatNumber(values_[*index]));
        if (smoothing_ > 0 && std::isfinite(smoothed_[*index]) && form_ == Form::Tall)
            text += tr(", smoothed %1").arg(formatNumber(smoothed_[*index]));
        if (const auto check = checkAtStep(at))
            text += tr(", check %1").arg(formatNumber(*check));
        cursorLabel_->setText(text);
        const bool isLeft = plot_->xAxis->coordToPixel(at) < plot_->axisRect()->center().x();
        cursorLabel_->setPositionAlignment((isLeft ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignTop);
        cursorLabel_->position->setCoords(at, 0.02);
    }
    plot_->replot(QCustomPlot::rpQueuedReplot);
}

QString MetricPlot::cursorText() const
{
    return cursorLabel_->visible() ? cursorLabel_->text() : QString();
}

void MetricPlot::updateHeader()
{
    const auto& colours = theme_.colours();
    const auto coloured = [](const QColor& colour, const QString& text) {
        return QStringLiteral("<span style='color:%1'>%2</span>").arg(colour.name(), text);
    };
    QString text = QStringLiteral("<b>%1</b>").arg(name_);
    if (!values_.empty() && std::isfinite(values_.back()))
        text += QStringLiteral("&nbsp;&nbsp;")
            + coloured(colours.series[seriesColour_], (form_ == Form::Tall ? tr("— training %1") : QStringLiteral("%1")).arg(formatNumber(values_.back(), 4)));
    if (!checkValues_.empty() && std::isfinite(checkValues_.back()))
        text += QStringLiteral("&nbsp;&nbsp;") + coloured(colours.series[1], tr("● held-out check %1").arg(formatLoss(checkValues_.back())));
    header_->setText(text);
}

bool MetricPlot::savePng(const QString& path) const
{
    return plot_->savePng(path, 0, 0, 2.0);
}

std::optional<double> MetricPlot::valueAt(size_t index) const
{
    return finite(values_.at(index));
}

std::optional<double> MetricPlot::smoothedAt(size_t index) const
{
    return finite(smoothed_.at(index));
}

std::optional<double> MetricPlot::checkAtStep(double step) const
{
    const auto found = std::find(checkSteps_.begin(), checkSteps_.end(), step);
    return found == checkSteps_.end() ? std::nullopt : finite(checkValues_[static_cast<size_t>(found - checkSteps_.begin())]);
}

} // namespace lorikeet
