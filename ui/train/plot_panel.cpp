#include "ui/train/plot_panel.h"

#include "core/base/file.h"
#include "ui/runs/run_monitor.h"
#include "ui/runs/run_state.h"
#include "ui/theme/theme.h"
#include "ui/train/metric_plot.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/guarded.h"

#include <QCheckBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QSlider>
#include <QVBoxLayout>

namespace lorikeet {
namespace {

constexpr int kSliderSteps = 100;
constexpr int kUsualSmoothing = 60;

double weightOf(int slider)
{
    return slider / static_cast<double>(kSliderSteps);
}

QString csvNumber(std::optional<double> value)
{
    return value ? QString::number(*value, 'g', 9) : QString();
}

} // namespace

PlotPanel::PlotPanel(RunMonitor& monitor, Theme& theme, QWidget* parent)
    : Card(parent), monitor_(monitor), theme_(theme), loss_(new MetricPlot(tr("Loss"), MetricPlot::Form::Tall, 0, theme, this)),
      rate_(new MetricPlot(tr("Learning rate"), MetricPlot::Form::Small, 2, theme, this)),
      gradient_(new MetricPlot(tr("Gradient norm"), MetricPlot::Form::Small, 3, theme, this)),
      speed_(new MetricPlot(tr("Tokens a second"), MetricPlot::Form::Small, 5, theme, this))
{
    loss_->setObjectName(QStringLiteral("lossPlot"));
    rate_->setObjectName(QStringLiteral("ratePlot"));
    gradient_->setObjectName(QStringLiteral("gradientPlot"));
    speed_->setObjectName(QStringLiteral("speedPlot"));
    body()->setContentsMargins(space::kM, space::kM, space::kM, space::kM);
    body()->addWidget(makeToolbar());
    body()->addWidget(loss_, 5);
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kM);
    for (auto* plot : {rate_, gradient_, speed_})
        row->addWidget(plot, 1);
    body()->addLayout(row, 2);
    rate_->setSmoothing(0);
    for (auto* plot : plots())
        connect(plot, &MetricPlot::cursorMoved, this, [this](double step) {
            for (auto* each : plots())
                each->setCursor(step);
        });
    for (auto* plot : {loss_, gradient_, speed_})
        plot->setSmoothing(weightOf(smoothing_->value()));
}

QWidget* PlotPanel::makeToolbar()
{
    auto* bar = new QWidget(this);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::kS);
    smoothing_ = new QSlider(Qt::Horizontal, bar);
    smoothing_->setObjectName(QStringLiteral("smoothing"));
    smoothing_->setAccessibleName(tr("Smoothing"));
    smoothing_->setRange(0, kSliderSteps - 1);
    smoothing_->setValue(kUsualSmoothing);
    smoothing_->setMaximumWidth(fontMetrics().averageCharWidth() * 20);
    connect(smoothing_, &QSlider::valueChanged, this, [this](int value) {
        for (auto* plot : {loss_, gradient_, speed_})
            plot->setSmoothing(weightOf(value));
    });
    isLog_ = new QCheckBox(tr("Logarithmic"), bar);
    isLog_->setObjectName(QStringLiteral("logScale"));
    isLog_->setToolTip(tr("Shows small changes near zero"));
    connect(isLog_, &QCheckBox::toggled, loss_, &MetricPlot::setLogScale);
    auto* fit = new LinkButton(tr("Fit"), bar);
    fit->setObjectName(QStringLiteral("fitPlots"));
    fit->setToolTip(tr("The whole run in view. The wheel zooms, dragging moves, a double click fits."));
    connect(fit, &QPushButton::clicked, this, [this] {
        for (auto* plot : plots())
            plot->fit();
    });
    auto* save = new LinkButton(tr("Export…"), bar);
    save->setObjectName(QStringLiteral("exportPlots"));
    save->setToolTip(tr("The loss plot as a picture, or every figure as a table"));
    connect(save, &QPushButton::clicked, this, &PlotPanel::exportPlots);
    row->addWidget(makeLabel(tr("Smoothing"), "caption", bar));
    row->addWidget(smoothing_);
    row->addWidget(isLog_);
    row->addStretch(1);
    row->addWidget(fit);
    row->addWidget(save);
    return bar;
}

void PlotPanel::update(bool isReset)
{
    if (isReset) {
        shownSteps_ = shownEvals_ = 0;
        for (auto* plot : plots())
            plot->clear();
    }
    const auto& history = monitor_.history();
    for (; shownSteps_ < history.steps.size(); ++shownSteps_) {
        const auto& step = history.steps[shownSteps_];
        const auto at = static_cast<double>(step.step);
        loss_->addPoint(at, step.loss);
        rate_->addPoint(at, step.lr);
        gradient_->addPoint(at, step.gradNorm);
        speed_->addPoint(at, step.tokensPerSecond);
    }
    for (; shownEvals_ < history.evals.size(); ++shownEvals_)
        loss_->addCheck(static_cast<double>(history.evals[shownEvals_].step), history.evals[shownEvals_].loss);
    for (auto* plot : plots())
        plot->flush();
}

void PlotPanel::saveCsv(const QString& path) const
{
    QString text = QStringLiteral("step,epoch,loss,eval_loss,learning_rate,grad_norm,tokens_per_second,memory_mib\n");
    const auto& history = monitor_.history();
    std::map<int64_t, std::optional<double>> checks;
    for (const auto& eval : history.evals)
        checks[eval.step] = eval.loss;
    for (const auto& step : history.steps) {
        const auto check = checks.find(step.step);
        text += QStringList{QString::number(step.step), csvNumber(step.epoch), csvNumber(step.loss),
                    csvNumber(check == checks.end() ? std::nullopt : check->second), csvNumber(step.lr), csvNumber(step.gradNorm),
                    csvNumber(step.tokensPerSecond), csvNumber(step.memoryMib)}
                    .join(QLatin1Char(','))
            + QLatin1Char('\n');
        if (check != checks.end())
            checks.erase(check);
    }
    for (const auto& [step, loss] : checks)
        text += QStringLiteral("%1,,,%2,,,,\n").arg(step).arg(csvNumber(loss));
    writeFileAtomically(path.toStdString(), text.toStdString());
}

void PlotPanel::exportPlots()
{
    const auto table = tr("Table (*.csv)");
    const auto picture = tr("Picture (*.png)");
    QString chosen = picture;
    auto path = QFileDialog::getSaveFileName(this, tr("Export the plots"), runTitle(monitor_.shownRun()) + QStringLiteral(".png"),
        picture + QStringLiteral(";;") + table, &chosen);
    if (path.isEmpty())
        return;
    const bool isTable = path.endsWith(QLatin1String(".csv"), Qt::CaseInsensitive) || (chosen == table && !path.endsWith(QLatin1String(".png")));
    if (isTable)
        guarded(this, &PlotPanel::problem, [&] { saveCsv(path); });
    else if (!loss_->savePng(path))
        Q_EMIT problem(tr("The picture %1 could not be written.").arg(path), tr("Choose a folder that you may write to, and a name ending in .png."));
}

} // namespace lorikeet
