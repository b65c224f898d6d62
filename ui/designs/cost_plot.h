#pragma once
/// @file Tokens over the size of a picture: one line a design.

#include <QString>
#include <QWidget>

#include <functional>
#include <vector>

namespace lorikeet {

class Theme;

class CostPlot : public QWidget {
    Q_OBJECT

public:
    struct Line {
        QString name;
        int series = 0;                                ///< Colour of the theme.
        std::function<int(int)> tokens;                ///< Of a picture whose longer side has this many pixels; < 0 = none.
    };

    explicit CostPlot(Theme& theme, QWidget* parent = nullptr);
    /// @param longerSide of the picture at hand, in pixels: the marked place.
    void setLines(std::vector<Line> lines, int longerSide);
    int longestShown() const { return longest_; }
    QSize sizeHint() const override { return {600, 150}; }
    QSize minimumSizeHint() const override { return {300, 130}; }

Q_SIGNALS:
    /// The user dragged the mark to this many pixels.
    void longerSideChosen(int pixels);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;

private:
    struct Curve {
        QString name;
        int series = 0;
        std::vector<std::pair<int, int>> points; ///< Pixels, tokens.
        int here = -1;                           ///< Tokens at the mark.
    };
    QRectF area() const;
    QPointF at(double pixels, double tokens) const;
    void choose(double x);
    void paintAxes(QPainter& painter) const;
    void paintCurve(QPainter& painter, const Curve& curve) const;
    Theme& theme_;
    std::vector<Curve> curves_;
    int here_ = 0;
    int longest_ = 1;
    int most_ = 1;
    bool isDragged_ = false;
};

} // namespace lorikeet
