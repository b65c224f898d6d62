#pragma once
/// @file A sketch of a picture as a design cuts it up: what is seen, what is lost at the sides, the tokens' grid.

#include "core/models/design_summary.h"

#include <QImage>
#include <QWidget>

namespace lorikeet {

class Theme;

class PatchSketch : public QWidget {
    Q_OBJECT

public:
    explicit PatchSketch(Theme& theme, QWidget* parent = nullptr);
    void setCost(const std::optional<PictureCost>& cost);
    /// A picture to draw it on; a null one gives plain colour.
    void setPicture(const QImage& picture);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Theme& theme_;
    std::optional<PictureCost> cost_;
    QImage picture_;
};

} // namespace lorikeet
