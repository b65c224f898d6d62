#pragma once
/// @file The picture as the model gets it, with the grid of its patches.

#include "ui/widgets/picture.h"

#include <array>

namespace lorikeet {

class Theme;

class PatchView : public PictureView {
    Q_OBJECT

public:
    explicit PatchView(Theme& theme, QWidget* parent = nullptr);
    /// @param grid t, h, w in patches; h or w of 0 shows no grid.
    void setGrid(const std::array<int, 3>& grid);
    void setGridShown(bool isShown);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Theme& theme_;
    std::array<int, 3> grid_{1, 0, 0};
    bool isGridShown_ = true;
};

} // namespace lorikeet
