#pragma once
/// @file The grid of pictures.

#include <QListView>
#include <QStyledItemDelegate>

namespace lorikeet {

class Theme;
class ThumbnailLoader;

/// Draws one tile: the picture (or a page of text where there is none), its caption, and marks with their own shapes.
class TileDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    TileDelegate(Theme& theme, ThumbnailLoader& thumbnails, QObject* parent = nullptr);
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void setTileSize(const QSize& size) { tileSize_ = size; }

private:
    void paintPicture(QPainter& painter, const QRect& place, const QModelIndex& index) const;
    void paintMarks(QPainter& painter, const QRect& place, const QModelIndex& index) const;
    Theme& theme_;
    ThumbnailLoader& thumbnails_;
    QSize tileSize_;
};

/// Rows of equal tiles that fill the width. Arrows walk; Space is left to the page.
class GalleryView : public QListView {
    Q_OBJECT

public:
    GalleryView(Theme& theme, ThumbnailLoader& thumbnails, QWidget* parent = nullptr);
    /// Wished width of a tile; the real one fills the row.
    void setTileWidth(int width);

Q_SIGNALS:
    void excludeToggled();
    void editRequested();

protected:
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void arrange();
    ThumbnailLoader& thumbnails_;
    TileDelegate* tiles_;
    int tileWidth_ = 148;
};

} // namespace lorikeet
