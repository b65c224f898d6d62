#pragma once
/// @file The picture as the model gets it, with the grid of its patches, of the cells that are tokens, and of its tiles.

#include "ui/widgets/picture.h"

#include <QRect>

#include <functional>
#include <optional>

namespace lorikeet {

class Theme;

/// How a picture that reaches the model is divided. Counts, not pixels; 0 = not at all.
struct PatchLayout {
    int patchRows = 0, patchColumns = 0;
    int joined = 1;                    ///< Patches a side of the cell that becomes one token.
    int tileRows = 0, tileColumns = 0;
    QRect covered;                     ///< Cells that are tokens; the rest is padding. Null = all of them.

    int cellRows() const { return patchRows / joined; }
    int cellColumns() const { return patchColumns / joined; }
};

class PatchView : public PictureView {
    Q_OBJECT

public:
    explicit PatchView(Theme& theme, QWidget* parent = nullptr);
    /// @param words tells of a cell when the pointer rests on it
    void setPatches(const PatchLayout& layout, std::function<QString(int row, int column)> words);
    void setGridShown(bool isShown);
    const PatchLayout& patchLayout() const { return layout_; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    struct Line;
    void paintLines(QPainter& painter, int rows, int columns, const Line& line) const;
    void paintPadding(QPainter& painter) const;
    QRectF cellRect(int row, int column) const;
    void setPointed(std::optional<std::pair<int, int>> cell);
    Theme& theme_;
    PatchLayout layout_;
    std::function<QString(int, int)> words_;
    std::optional<std::pair<int, int>> pointed_; ///< Row, column.
    bool isGridShown_ = true;
};

} // namespace lorikeet
