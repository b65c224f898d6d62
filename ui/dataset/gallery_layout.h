#pragma once
/// @file Where equal tiles lie: computed, never stored, so that 100,000 cost nothing.

#include <QRect>
#include <QSize>

namespace lorikeet {

/// Rows are counted 0 … count-1 from the left and then downwards; places are in pixels of the whole contents.
class GalleryLayout {
public:
    /// @param wished width of a tile; the real one is a little larger, so that the tiles of a line fill `width`.
    void arrange(int count, int width, int wished, int tileHeight);
    int count() const { return count_; }
    int columns() const { return columns_; }
    int lineHeight() const { return tile_.height(); }
    QSize tileSize() const { return tile_; }
    int contentHeight() const;
    QRect rectOf(int row) const;
    /// -1 where there is none.
    int rowAt(const QPoint& place) const;
    /// The row there, or the one that lies nearest; -1 when there is none at all.
    int nearestRow(const QPoint& place) const;
    /// First row of the line at this height, and the last row of it; within the rows.
    int firstRowAt(int y) const;
    int lastRowAt(int y) const;

private:
    int count_ = 0;
    int columns_ = 1;
    QSize tile_{1, 1};
};

} // namespace lorikeet
