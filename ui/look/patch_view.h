#pragma once
/// @file The picture as the model gets it, with the grid of its patches.

#include "ui/widgets/picture.h"

#include <array>
#include <functional>
#include <optional>

namespace lorikeet {

class Theme;

class PatchView : public PictureView {
    Q_OBJECT

public:
    explicit PatchView(Theme& theme, QWidget* parent = nullptr);
    /// @param grid t, h, w in patches; h or w of 0 shows no grid.
    void setGrid(const std::array<int, 3>& grid);
    /// The tokens that patches were joined to, in rows and columns; 0 where they don't lie like that. `words` tells of one when the
    /// pointer rests on it.
    void setTokens(int rows, int columns, std::function<QString(int row, int column)> words);
    void setGridShown(bool isShown);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    void paintLines(QPainter& painter, int rows, int columns, bool isStrong) const;
    void setPointed(std::optional<std::pair<int, int>> token);
    Theme& theme_;
    std::array<int, 3> grid_{1, 0, 0};
    int tokenRows_ = 0;
    int tokenColumns_ = 0;
    std::function<QString(int, int)> words_;
    std::optional<std::pair<int, int>> pointed_; ///< Row, column.
    bool isGridShown_ = true;
};

} // namespace lorikeet
