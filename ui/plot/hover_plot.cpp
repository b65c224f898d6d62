#include "ui/plot/hover_plot.h"

#include "ui/theme/theme.h"
#include "ui/train/custom_plot.h"

#include <QVBoxLayout>

#include <algorithm>

namespace lorikeet {

void applyPlotTheme(QCustomPlot& plot, const Theme& theme)
{
    const ThemeColours& colours = theme.colours();
    plot.setBackground(QBrush(colours.card));
    for (auto* axis : {plot.xAxis, plot.yAxis}) {
        axis->setSubTicks(false);
        axis->setTickLength(0, 4);
        axis->setBasePen(QPen(colours.line));
        axis->setTickPen(QPen(colours.line));
        axis->setTickLabelColor(colours.textQuiet);
        axis->setTickLabelFont(theme.captionFont());
        axis->setLabelColor(colours.textQuiet);
        axis->setLabelFont(theme.captionFont());
        axis->grid()->setPen(QPen(colours.line, 1, Qt::DotLine));
        axis->grid()->setZeroLinePen(QPen(colours.line));
    }
}

HoverPlot::HoverPlot(const QString& name, Theme& theme, QWidget* parent)
    : QWidget(parent), theme_(theme), plot_(new QCustomPlot(this)), label_(new QCPItemText(plot_))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(plot_);
    setAccessibleName(name);
    plot_->setAccessibleName(name);
    plot_->setMinimumHeight(fontMetrics().height() * 8);
    plot_->installEventFilter(this);
    label_->position->setType(QCPItemPosition::ptAxisRectRatio);
    label_->setPadding(QMargins(6, 3, 6, 3));
    label_->setVisible(false);
    label_->setLayer("overlay");
    connect(plot_, &QCustomPlot::mouseMove, this, [this](QMouseEvent* event) { hoverAt(event->position()); });
    connect(plot_, &QCustomPlot::mousePress, this, [this](QMouseEvent* event) {
        const int index = event->button() == Qt::LeftButton ? indexAt(event->position()) : -1;
        if (index >= 0)
            Q_EMIT clicked(index);
    });
    connect(&theme_, &Theme::changed, this, &HoverPlot::applyTheme);
}

void HoverPlot::refresh()
{
    leave();
    applyTheme();
}

void HoverPlot::applyTheme()
{
    applyPlotTheme(*plot_, theme_);
    label_->setColor(theme_.colours().text);
    label_->setBrush(theme_.colours().card);
    label_->setPen(QPen(theme_.colours().line));
    label_->setFont(theme_.captionFont());
    applyColours();
    plot_->replot(QCustomPlot::rpQueuedReplot);
}

QString HoverPlot::hoverText() const
{
    return label_->visible() ? label_->text() : QString();
}

void HoverPlot::hoverAt(const QPointF& place)
{
    const int index = indexAt(place);
    plot_->setCursor(index >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    if (index == pointed_)
        return;
    pointed_ = index;
    mark(index);
    label_->setVisible(index >= 0);
    if (index >= 0) {
        const QRect area = plot_->axisRect()->rect();
        const double x = (place.x() - area.left()) / std::max(1, area.width());
        label_->setText(wordsOf(index));
        label_->position->setCoords(x, 0.02);
        label_->setPositionAlignment(Qt::AlignTop | (x > 0.5 ? Qt::AlignRight : Qt::AlignLeft));
    }
    plot_->replot(QCustomPlot::rpQueuedReplot);
}

void HoverPlot::leave()
{
    pointed_ = -1;
    mark(-1);
    label_->setVisible(false);
    plot_->replot(QCustomPlot::rpQueuedReplot);
}

bool HoverPlot::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == plot_ && event->type() == QEvent::Leave)
        leave();
    return QWidget::eventFilter(watched, event);
}

} // namespace lorikeet
