#pragma once
/// @file A few small pictures side by side.

#include <QStringList>
#include <QWidget>

namespace lorikeet {

class PathThumbnails;
class Theme;

class ThumbnailRow : public QWidget {
    Q_OBJECT

public:
    static constexpr int kSide = 56; ///< Logical pixels.
    static constexpr int kMost = 6;

    /// @param files at most kMost of them are shown
    ThumbnailRow(QStringList files, PathThumbnails& thumbnails, Theme& theme, QWidget* parent = nullptr);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

Q_SIGNALS:
    void clicked(int which);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    bool event(QEvent* event) override;

private:
    QRect place(int which) const;
    int at(const QPoint& point) const;
    QStringList files_;
    PathThumbnails& thumbnails_;
    Theme& theme_;
};

} // namespace lorikeet
