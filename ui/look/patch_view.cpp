#include "ui/look/patch_view.h"

#include "ui/theme/theme.h"

#include <QPainter>

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

void PatchView::paintEvent(QPaintEvent* event)
{
    PictureView::paintEvent(event);
    const int rows = grid_[1], columns = grid_[2];
    if (!hasImage() || !isGridShown_ || rows <= 0 || columns <= 0)
        return;
    const QRectF place = imageRect();
    QPainter painter(this);
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
    lines(QColor(0, 0, 0, 70), 1);
    lines(QColor(255, 255, 255, 150), 0);
}

} // namespace lorikeet
