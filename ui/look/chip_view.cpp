#include "ui/look/chip_view.h"

#include "ui/theme/theme.h"

#include <QHelpEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>

namespace lorikeet {
namespace {
constexpr int kGap = 3;
constexpr int kPadding = 5;
} // namespace

ChipView::ChipView(Theme& theme, QWidget* parent) : QAbstractScrollArea(parent), theme_(theme)
{
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setMouseTracking(true);
    viewport()->setAutoFillBackground(false);
    setAccessibleName(tr("Conversation as tokens"));
    connect(&theme_, &Theme::changed, viewport(), qOverload<>(&QWidget::update));
}

void ChipView::setChips(std::vector<TokenChip> chips)
{
    chips_ = std::move(chips);
    QString text;
    for (size_t i = 0; i < chips_.size() && i < 400; ++i)
        text += chips_[i].text;
    setAccessibleDescription(text);
    verticalScrollBar()->setValue(0);
    arrange();
    viewport()->update();
}

void ChipView::arrange()
{
    places_.clear();
    places_.reserve(chips_.size());
    const QFontMetrics metrics = fontMetrics();
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    const QFontMetrics boldMetrics(bold);
    const int height = metrics.height() + 6;
    const int width = std::max(viewport()->width(), 40);
    int x = 0, y = 0;
    for (const TokenChip& chip : chips_) {
        const int wish = (chip.isLearned ? boldMetrics : metrics).horizontalAdvance(chip.text) + 2 * kPadding;
        const int chipWidth = std::min(std::max(wish, 2 * kPadding + 4), width);
        if (x > 0 && x + chipWidth > width) {
            x = 0;
            y += height + kGap;
        }
        places_.emplace_back(x, y, chipWidth, height);
        x += chipWidth + kGap;
        if (chip.endsLine) {
            x = 0;
            y += height + kGap;
        }
    }
    const int total = places_.empty() ? 0 : places_.back().bottom() + kGap;
    verticalScrollBar()->setRange(0, std::max(0, total - viewport()->height()));
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setSingleStep(height + kGap);
}

QRect ChipView::chipRect(int chip) const
{
    return places_[static_cast<size_t>(chip)].translated(0, -verticalScrollBar()->value());
}

int ChipView::chipAt(const QPoint& place) const
{
    const QPoint at = place + QPoint(0, verticalScrollBar()->value());
    const auto row = std::lower_bound(places_.begin(), places_.end(), at.y(), [](const QRect& rect, int y) { return rect.bottom() < y; });
    for (auto it = row; it != places_.end() && it->top() <= at.y(); ++it)
        if (it->contains(at))
            return static_cast<int>(it - places_.begin());
    return -1;
}

void ChipView::paintEvent(QPaintEvent* event)
{
    QPainter painter(viewport());
    painter.setRenderHint(QPainter::Antialiasing);
    const int top = verticalScrollBar()->value() + event->rect().top(), bottom = verticalScrollBar()->value() + event->rect().bottom();
    const auto first = std::lower_bound(places_.begin(), places_.end(), top, [](const QRect& rect, int y) { return rect.bottom() < y; });
    for (auto it = first; it != places_.end() && it->top() <= bottom; ++it)
        paintChip(painter, chips_[static_cast<size_t>(it - places_.begin())], it->translated(0, -verticalScrollBar()->value()));
}

void ChipView::paintChip(QPainter& painter, const TokenChip& chip, const QRect& place) const
{
    const ThemeColours& c = theme_.colours();
    painter.setPen(chip.isSpecial || chip.isPicture ? QPen(c.line, 1, chip.isPicture ? Qt::SolidLine : Qt::DashLine) : QPen(Qt::NoPen));
    painter.setBrush(chip.isLearned ? c.accentSoft : c.window);
    painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    QFont font = this->font();
    font.setWeight(chip.isLearned ? QFont::DemiBold : QFont::Normal);
    painter.setFont(font);
    painter.setPen(chip.isLearned ? c.text : c.textQuiet);
    const QRect text = place.adjusted(kPadding, 0, -kPadding, -1);
    painter.drawText(text, static_cast<int>(Qt::AlignCenter), QFontMetrics(font).elidedText(chip.text, Qt::ElideMiddle, text.width() + 2));
    if (chip.isLearned)
        painter.fillRect(QRect(place.left() + 4, place.bottom() - 2, place.width() - 8, 2), c.accent);
}

void ChipView::resizeEvent(QResizeEvent* event)
{
    QAbstractScrollArea::resizeEvent(event);
    arrange();
}

bool ChipView::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        auto* help = static_cast<QHelpEvent*>(event);
        const int chip = chipAt(help->pos());
        if (chip >= 0)
            QToolTip::showText(help->globalPos(), chips_[static_cast<size_t>(chip)].toolTip, viewport(), chipRect(chip));
        else
            QToolTip::hideText();
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

} // namespace lorikeet
