#pragma once
/// @file The grid of pictures: only what is visible is ever touched, so that 100,000 scroll like ten.

#include "ui/dataset/gallery_layout.h"
#include "ui/dataset/row_selection.h"

#include <QAbstractScrollArea>
#include <QTimer>

#include <vector>

namespace lorikeet {

class ProjectSession;
class SampleList;
class Theme;
class ThumbnailLoader;
class TilePainter;

/// Arrows, Page Up/Down, Home and End walk (with Shift they choose a range, with Ctrl they leave the choice alone); Ctrl+A chooses every
/// listed row. A drag with the mouse chooses the range it runs over. Keys that change samples are signals; the page acts.
class GalleryView : public QAbstractScrollArea {
    Q_OBJECT

public:
    GalleryView(ProjectSession& session, SampleList& list, ThumbnailLoader& thumbnails, Theme& theme, QWidget* parent = nullptr);

    /// Fetches every picture anew.
    void reload();
    /// Paints anew: texts or marks are other ones.
    void refresh();
    /// Wished width of a tile in logical pixels; the real one fills the line.
    void setTileWidth(int width);
    int tileWidth() const { return tileWidth_; }
    /// -1 = none.
    int currentRow() const { return current_; }
    /// Makes a row the current one and the only one chosen, and brings it into view.
    void setCurrentRow(int row);
    const RowSelection& selection() const { return selection_; }
    void selectAll();
    void toggleSelected(int row);
    /// The chosen samples in the order of their rows; the current one where none is chosen.
    std::vector<size_t> chosenSamples() const;
    /// In the viewport's pixels.
    QRect tileRect(int row) const;
    /// First and last row of which anything is visible; {0, -1} when there is none.
    std::pair<int, int> visibleRows() const;
    /// Whether every visible tile shows its picture (or that it can't be read) as of the last paint.
    bool isPainted() const { return isPainted_; }
    QSize sizeHint() const override { return {640, 480}; }

Q_SIGNALS:
    void currentChanged(int row);
    void selectionChanged();
    void excludeToggled();  ///< Space
    void excludeRequested(); ///< Delete
    void editRequested();   ///< E, Return, double click
    void acceptRequested(); ///< A
    void rejectRequested(); ///< R
    void menuRequested(const QPoint& globalPosition);
    /// Every visible picture has been painted.
    void painted();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    bool viewportEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void arrange();
    void onReset();
    void onChanged(const std::vector<size_t>& samples);
    void requestPictures();
    void moveTo(int row, Qt::KeyboardModifiers modifiers);
    /// Where a key leads; -1 for a key that doesn't walk.
    int targetOf(int key) const;
    bool actOn(int key, Qt::KeyboardModifiers modifiers);
    void setHovered(int row);
    /// -1 where there is none.
    int rowAt(const QPoint& place) const;
    void dragTo(const QPoint& place);
    void updateRow(int row);
    void describeCurrent();
    uint32_t marksOf(size_t sample) const;
    QString toolTipOf(int row) const;
    int scrolled() const;

    ProjectSession& session_;
    SampleList& list_;
    ThumbnailLoader& thumbnails_;
    Theme& theme_;
    TilePainter* tiles_;
    GalleryLayout layout_;
    RowSelection selection_;
    int tileWidth_ = 148;
    int current_ = -1;
    int anchor_ = 0; ///< Where a range of Shift begins.
    int hovered_ = -1;
    bool isDragging_ = false; ///< The left button went down on a tile.
    QPoint dragPlace_;
    QTimer dragTick_;         ///< Scrolls while a drag is above or below the viewport.
    int direction_ = 1; ///< Of the last scrolling: 1 = downwards.
    bool isPainted_ = false;
    std::vector<uint32_t> wanted_; ///< Kept, so that scrolling allocates nothing.
};

} // namespace lorikeet
