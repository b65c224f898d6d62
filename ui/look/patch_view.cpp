#include "ui/look/patch_view.h"

#include "ui/theme/theme.h"

#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace lorikeet {

PatchView::PatchView(Theme& theme, QWidget* parent) : PictureView(parent), theme_(theme)
{
    connect(&theme_, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void PatchView::setGrid(const std::array<int, 3>& grid)
{
    grid_ = grid;
    update();
}

void PatchView::setGridShown(bool isShown)
{
    isGridShown_ = isShown;
    update();
}

void PatchView::setTokens(int rows, int columns, std::function<QString(int, int)> words)
{
    tokenRows_ = rows;
    tokenColumns_ = columns;
    words_ = std::move(words);
    pointed_.reset();
    setMouseTracking(rows > 0);
    update();
}

void PatchView::setPointed(std::optional<std::pair<int, int>> token)
{
    if (token == pointed_)
        return;
    pointed_ = token;
    update();
}

void PatchView::mouseMoveEvent(QMouseEvent* event)
{
    PictureView::mouseMoveEvent(event);
    const QRectF place = imageRect();
    if (!hasImage() || tokenRows_ <= 0 || tokenColumns_ <= 0 || !place.contains(event->position())) {
        setPointed(std::nullopt);
        return;
    }
    const int row = std::min(tokenRows_ - 1, static_cast<int>((event->position().y() - place.top()) / place.height() * tokenRows_));
    const int column = std::min(tokenColumns_ - 1, static_cast<int>((event->position().x() - place.left()) / place.width() * tokenColumns_));
    setPointed(std::pair{row, column});
    QToolTip::showText(event->globalPosition().toPoint(), words_(row, column), this);
}

void PatchView::leaveEvent(QEvent* event)
{
    PictureView::leaveEvent(event);
    setPointed(std::nullopt);
}

void PatchView::paintLines(QPainter& painter, int rows, int columns, bool isStrong) const
{
    const QRectF place = imageRect();
    // Dark under light, so that the lines stand out on any picture.
    const auto lines = [&](const QColor& colour, double shift) {
        painter.setPen(QPen(colour, 0));
        for (int row = 1; row < rows; ++row) {
            const double y = place.top() + place.height() * row / rows + shift;
            painter.drawLine(QPointF(place.left(), y), QPointF(place.right(), y));
        }
        for (int column = 1; column < columns; ++column) {
            const double x = place.left() + place.width() * column / columns + shift;
            painter.drawLine(QPointF(x, place.top()), QPointF(x, place.bottom()));
        }
    };
    lines(QColor(0, 0, 0, isStrong ? 70 : 24), 1);
    lines(QColor(255, 255, 255, isStrong ? 150 : 60), 0);
}

void PatchView::paintEvent(QPaintEvent* event)
{
    PictureView::paintEvent(event);
    const int rows = grid_[1], columns = grid_[2];
    if (!hasImage() || !isGridShown_ || rows <= 0 || columns <= 0)
        return;
    QPainter painter(this);
    const bool areJoined = tokenRows_ > 0 && (tokenRows_ != rows || tokenColumns_ != columns);
    paintLines(painter, rows, columns, !areJoined);
    if (areJoined)
        paintLines(painter, tokenRows_, tokenColumns_, true);
    if (!pointed_)
        return;
    const QRectF place = imageRect();
    const double width = place.width() / tokenColumns_, height = place.height() / tokenRows_;
    painter.setPen(QPen(theme_.colours().accent, 2));
    painter.drawRect(QRectF(place.left() + width * pointed_->second, place.top() + height * pointed_->first, width, height));
}

} // namespace lorikeet
