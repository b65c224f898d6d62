#include "ui/designs/part_row.h"

#include "ui/runs/run_format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/card.h"
#include "ui/widgets/guarded.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>

namespace lorikeet {
namespace {

constexpr int kBarHeight = 4;

} // namespace

PartRow::PartRow(Theme& theme, const QString& name, QWidget* parent)
    : QWidget(parent), theme_(theme), title_(makeLabel({}, "heading", this)), size_(makeLabel({}, "caption", this)), markIcon_(new QLabel(this)),
      mark_(makeLabel({}, "caption", this)), what_(makeLabel({}, "caption", this, true))
{
    size_->setObjectName("size." + name);
    mark_->setObjectName("mark." + name);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::kM, space::kS, space::kM, space::kS + kBarHeight + space::kXs);
    column->setSpacing(2);
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kS);
    row->addWidget(title_);
    row->addWidget(size_);
    row->addStretch(1);
    row->addWidget(markIcon_);
    row->addWidget(mark_);
    column->addLayout(row);
    column->addWidget(what_);
    connect(&theme_, &Theme::changed, this, &PartRow::tint);
}

void PartRow::show(const PartSummary& part, int64_t whole)
{
    title_->setText(translated(part.name));
    size_->setText(tr("%1 numbers").arg(formatParameters(part.parameters)));
    size_->setToolTip(tr("%1 of the model's %2 numbers").arg(formatCount(part.parameters), formatCount(whole)));
    what_->setText(translated(part.what));
    learning_ = part.learning();
    switch (learning_) {
    case Learning::Frozen:
        mark_->setText(tr("frozen"));
        mark_->setToolTip(tr("None of its numbers change in this training."));
        break;
    case Learning::Added:
        mark_->setText(tr("frozen, %1 added beside it learn").arg(formatParameters(part.added)));
        mark_->setToolTip(tr("LoRA: its own numbers stay as they are; %1 small ones beside them learn.").arg(formatCount(part.added)));
        break;
    case Learning::Partly:
        mark_->setText(tr("%1 learn").arg(formatParameters(part.learned + part.added)));
        mark_->setToolTip(tr("%1 of its own numbers learn, and %2 added ones.").arg(formatCount(part.learned), formatCount(part.added)));
        break;
    case Learning::Whole:
        mark_->setText(tr("learns"));
        mark_->setToolTip(tr("All of its %1 numbers may change in this training.").arg(formatCount(part.parameters)));
        break;
    }
    share_ = whole > 0 ? static_cast<double>(part.parameters) / static_cast<double>(whole) : 0;
    learned_ = part.parameters > 0 ? std::min(1.0, static_cast<double>(part.learned + part.added) / static_cast<double>(part.parameters)) : 0;
    setAccessibleName(QStringLiteral("%1, %2, %3").arg(title_->text(), size_->text(), mark_->text()));
    setAccessibleDescription(what_->text());
    tint();
}

void PartRow::tint()
{
    const auto& colours = theme_.colours();
    const bool learns = learning_ != Learning::Frozen;
    markIcon_->setPixmap(tintedIcon(learns ? "lesson" : "frozen", learns ? colours.accent : colours.textQuiet).pixmap(QSize(16, 16)));
    setRole(*mark_, learns ? "learns" : "caption");
    update();
}

void PartRow::paintEvent(QPaintEvent*)
{
    const auto& colours = theme_.colours();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    const bool learns = learning_ != Learning::Frozen;
    painter.setPen(QPen(learns ? colours.accent : colours.line, 1));
    painter.setBrush(learns && learning_ != Learning::Added ? colours.accentSoft : colours.window);
    painter.drawRoundedRect(box, space::kRadius, space::kRadius);
    // The bar's length is the part's share of the model; its filled piece is what learns.
    painter.setPen(Qt::NoPen);
    QRectF bar(space::kM, height() - space::kS - kBarHeight, width() - 2.0 * space::kM, kBarHeight);
    painter.setBrush(colours.line);
    painter.drawRoundedRect(bar, kBarHeight / 2.0, kBarHeight / 2.0);
    bar.setWidth(std::max<double>(kBarHeight, bar.width() * share_));
    painter.setBrush(colours.textQuiet);
    painter.drawRoundedRect(bar, kBarHeight / 2.0, kBarHeight / 2.0);
    if (learned_ > 0) {
        bar.setWidth(std::max<double>(kBarHeight, bar.width() * learned_));
        painter.setBrush(colours.accent);
        painter.drawRoundedRect(bar, kBarHeight / 2.0, kBarHeight / 2.0);
    }
}

} // namespace lorikeet
