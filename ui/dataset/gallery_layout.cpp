#include "ui/dataset/gallery_layout.h"

#include <algorithm>

namespace lorikeet {

void GalleryLayout::arrange(int count, int width, int wished, int tileHeight)
{
    count_ = std::max(0, count);
    columns_ = std::max(1, width / std::max(1, wished));
    tile_ = QSize(std::max(1, width / columns_), std::max(1, tileHeight));
}

int GalleryLayout::contentHeight() const
{
    return (count_ + columns_ - 1) / columns_ * tile_.height();
}

QRect GalleryLayout::rectOf(int row) const
{
    return {QPoint(row % columns_ * tile_.width(), row / columns_ * tile_.height()), tile_};
}

int GalleryLayout::rowAt(const QPoint& place) const
{
    if (place.x() < 0 || place.y() < 0 || place.x() >= columns_ * tile_.width())
        return -1;
    const int row = place.y() / tile_.height() * columns_ + place.x() / tile_.width();
    return row < count_ ? row : -1;
}

int GalleryLayout::nearestRow(const QPoint& place) const
{
    const int column = std::clamp(place.x() / tile_.width(), 0, columns_ - 1);
    return std::min(std::max(0, place.y()) / tile_.height() * columns_ + column, count_ - 1);
}

int GalleryLayout::firstRowAt(int y) const
{
    return std::clamp(std::max(0, y) / tile_.height() * columns_, 0, std::max(0, count_ - 1));
}

int GalleryLayout::lastRowAt(int y) const
{
    return std::clamp(std::max(0, y) / tile_.height() * columns_ + columns_ - 1, 0, std::max(0, count_ - 1));
}

} // namespace lorikeet
