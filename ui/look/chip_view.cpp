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
constexpr size_t kSlice = 3'000; ///< Chips that are laid out at a time.
} // namespace

ChipView::ChipView(Theme& theme, QWidget* parent) : QAbstractScrollArea(parent), theme_(theme)
{
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setMouseTracking(true);
    viewport()->setAutoFillBackground(false);
    setAccessibleName(tr("Conversation as tokens"));
    slices_.setInterval(0);
    connect(&slices_, &QTimer::timeout, this, [this] { arrangeSlice(kSlice); });
    connect(&theme_, &Theme::changed, viewport(), qOverload<>(&QWidget::update));
}

void ChipView::setChips(std::vector<TokenChip> chips, std::function<QString(const TokenChip&)> words)
{
    chips_ = std::move(chips);
    words_ = std::move(words);
    wanted_ = -1;
    QString text;
    for (size_t i = 0; i < chips_.size() && i < 400; ++i)
        text += chips_[i].text;
    setAccessibleDescription(text);
    verticalScrollBar()->setValue(0);
    arrangeAnew();
    viewport()->update();
}

void ChipView::arrangeAnew()
{
    places_.clear();
    places_.reserve(chips_.size());
    next_ = {};
    arrangeSlice(kSlice);
    if (!isArranged())
        slices_.start();
}

int ChipView::widthOf(const TokenChip& chip)
{
    QHash<QString, int>& widths = widths_[chip.isLearned ? 1 : 0];
    auto found = widths.find(chip.text);
    if (found == widths.end()) {
        QFont font = this->font();
        font.setWeight(chip.isLearned ? QFont::DemiBold : QFont::Normal);
        found = widths.insert(chip.text, QFontMetrics(font).horizontalAdvance(chip.text) + 2 * kPadding);
    }
    return std::max(*found, 2 * kPadding + 4);
}

void ChipView::arrangeSlice(size_t most)
{
    const int height = fontMetrics().height() + 6;
    const int width = std::max(viewport()->width(), 40);
    int x = next_.x(), y = next_.y();
    for (size_t end = std::min(chips_.size(), places_.size() + most); places_.size() < end;) {
        const TokenChip& chip = chips_[places_.size()];
        const int chipWidth = std::min(widthOf(chip), width);
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
    next_ = {x, y};
    verticalScrollBar()->setRange(0, std::max(0, contentsHeight() - viewport()->height()));
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setSingleStep(height + kGap);
    if (wanted_ >= 0)
        scrollToChip(wanted_);
    if (!isArranged())
        return;
    slices_.stop();
    Q_EMIT arranged();
}

int ChipView::contentsHeight() const
{
    return places_.empty() ? 0 : places_.back().bottom() + kGap;
}

void ChipView::scrollToChip(int chip)
{
    wanted_ = static_cast<size_t>(chip) < places_.size() ? -1 : chip;
    if (wanted_ < 0)
        verticalScrollBar()->setValue(places_[static_cast<size_t>(chip)].top() - viewport()->height() / 3);
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

/// Read only: flat. Learned: filled, bold, with a line under it. A mark of the format: a dashed frame. A picture: a plain frame.
/// Cut away: framed in red and struck through.
void ChipView::paintChip(QPainter& painter, const TokenChip& chip, const QRect& place) const
{
    const ThemeColours& c = theme_.colours();
    const bool isFramed = chip.isSpecial || chip.isPicture;
    painter.setPen(chip.isLost ? QPen(c.bad, 1) : isFramed ? QPen(chip.isPicture ? c.textQuiet : c.line, 1, chip.isPicture ? Qt::SolidLine : Qt::DashLine) : QPen(Qt::NoPen));
    painter.setBrush(chip.isLost ? c.badSoft : chip.isLearned ? c.accentSoft : c.window);
    const QRectF frame = QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5);
    painter.drawRoundedRect(frame, 4, 4);
    QFont font = this->font();
    font.setWeight(chip.isLearned ? QFont::DemiBold : QFont::Normal);
    font.setStrikeOut(chip.isLost);
    painter.setFont(font);
    painter.setPen(chip.isLost ? c.bad : chip.isLearned ? c.text : c.textQuiet);
    const QRect text = place.adjusted(kPadding, 0, -kPadding, -1);
    painter.drawText(text, static_cast<int>(Qt::AlignCenter), QFontMetrics(font).elidedText(chip.text, Qt::ElideMiddle, text.width() + 2));
    if (chip.isLearned && !chip.isLost)
        painter.fillRect(QRect(place.left() + 4, place.bottom() - 2, place.width() - 8, 2), c.accent);
}

void ChipView::resizeEvent(QResizeEvent* event)
{
    QAbstractScrollArea::resizeEvent(event);
    arrangeAnew();
}

void ChipView::changeEvent(QEvent* event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() != QEvent::FontChange && event->type() != QEvent::StyleChange)
        return;
    for (auto& widths : widths_)
        widths.clear();
    arrangeAnew();
}

bool ChipView::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        auto* help = static_cast<QHelpEvent*>(event);
        const int chip = chipAt(help->pos());
        if (chip >= 0 && words_)
            QToolTip::showText(help->globalPos(), words_(chips_[static_cast<size_t>(chip)]), viewport(), chipRect(chip));
        else
            QToolTip::hideText();
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

} // namespace lorikeet
