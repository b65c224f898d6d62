#include "ui/look/patch_view.h"

#include "ui/theme/theme.h"

#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace lorikeet {
namespace {
constexpr double kClosest = 3; ///< Lines that would lie closer together (pixels) would only grey the picture.
}

/// Dark under light, so that it stands out on any picture.
struct PatchView::Line {
    int dark = 0, light = 0; ///< Alpha.
    double width = 0;        ///< 0 = a hairline.
};

PatchView::PatchView(Theme& theme, QWidget* parent) : PictureView(parent), theme_(theme)
{
    setMouseTracking(true);
    connect(&theme_, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void PatchView::setPatches(const PatchLayout& layout, std::function<QString(int, int)> words)
{
    layout_ = layout;
    words_ = std::move(words);
    pointed_.reset();
    update();
}

void PatchView::setGridShown(bool isShown)
{
    isGridShown_ = isShown;
    update();
}

void PatchView::setPointed(std::optional<std::pair<int, int>> cell)
{
    if (cell == pointed_)
        return;
    pointed_ = cell;
    update();
}

void PatchView::mouseMoveEvent(QMouseEvent* event)
{
    PictureView::mouseMoveEvent(event);
    const QRectF place = imageRect();
    const int rows = layout_.cellRows(), columns = layout_.cellColumns();
    if (!hasImage() || !words_ || rows <= 0 || columns <= 0 || !place.contains(event->position())) {
        setPointed(std::nullopt);
        return;
    }
    const int row = std::min(rows - 1, static_cast<int>((event->position().y() - place.top()) / place.height() * rows));
    const int column = std::min(columns - 1, static_cast<int>((event->position().x() - place.left()) / place.width() * columns));
    setPointed(std::pair{row, column});
    QToolTip::showText(event->globalPosition().toPoint(), words_(row, column), this);
}

void PatchView::leaveEvent(QEvent* event)
{
    PictureView::leaveEvent(event);
    setPointed(std::nullopt);
}

QRectF PatchView::cellRect(int row, int column) const
{
    const QRectF place = imageRect();
    const double width = place.width() / layout_.cellColumns(), height = place.height() / layout_.cellRows();
    return {place.left() + width * column, place.top() + height * row, width, height};
}

void PatchView::paintLines(QPainter& painter, int rows, int columns, const Line& line) const
{
    const QRectF place = imageRect();
    if (rows <= 0 || columns <= 0 || std::min(place.width() / columns, place.height() / rows) < kClosest)
        return;
    const auto lines = [&](const QColor& colour, double shift) {
        painter.setPen(QPen(colour, line.width));
        for (int row = 1; row < rows; ++row) {
            const double y = place.top() + place.height() * row / rows + shift;
            painter.drawLine(QPointF(place.left(), y), QPointF(place.right(), y));
        }
        for (int column = 1; column < columns; ++column) {
            const double x = place.left() + place.width() * column / columns + shift;
            painter.drawLine(QPointF(x, place.top()), QPointF(x, place.bottom()));
        }
    };
    lines(QColor(0, 0, 0, line.dark), 1);
    lines(QColor(255, 255, 255, line.light), 0);
}

void PatchView::paintPadding(QPainter& painter) const
{
    if (layout_.covered.isNull())
        return;
    const QRectF place = imageRect();
    const QRect& covered = layout_.covered;
    QRegion rest(place.toAlignedRect());
    rest -= cellRect(covered.top(), covered.left()).united(cellRect(covered.bottom(), covered.right())).toRect();
    painter.setClipRegion(rest);
    painter.fillRect(place, QColor(0, 0, 0, 120));
    painter.fillRect(place, QBrush(QColor(255, 255, 255, 70), Qt::BDiagPattern));
    painter.setClipping(false);
}

void PatchView::paintEvent(QPaintEvent* event)
{
    PictureView::paintEvent(event);
    if (!hasImage() || !isGridShown_ || layout_.patchRows <= 0 || layout_.patchColumns <= 0)
        return;
    static constexpr Line kFaint{24, 60, 0}, kStrong{70, 150, 0}, kTile{150, 235, 2};
    QPainter painter(this);
    paintPadding(painter);
    if (layout_.joined > 1)
        paintLines(painter, layout_.patchRows, layout_.patchColumns, kFaint);
    paintLines(painter, layout_.cellRows(), layout_.cellColumns(), layout_.tileRows > 0 && layout_.joined == 1 ? kFaint : kStrong);
    paintLines(painter, layout_.tileRows, layout_.tileColumns, kTile);
    if (!pointed_)
        return;
    painter.setPen(QPen(theme_.colours().accent, 2));
    painter.drawRect(cellRect(pointed_->first, pointed_->second));
}

} // namespace lorikeet
