#pragma once
/// @file Core's pictures on the screen.

#include "core/vision/image.h"

#include <QImage>
#include <QString>
#include <QWidget>

namespace lorikeet {

/// A deep copy as 32-bit RGB.
QImage toQImage(const Image& image);

/// Shows one picture as large as fits, sharp on every screen; a sentence where there is none.
class PictureView : public QWidget {
    Q_OBJECT

public:
    explicit PictureView(QWidget* parent = nullptr);
    void setImage(const QImage& image);
    /// Shown instead of a picture ("Loading…", why it can't be shown).
    void setMessage(const QString& message);
    /// Loads a file off the GUI thread and shows it; an earlier one that arrives later is dropped.
    void loadFile(const QString& path);
    bool hasImage() const { return !image_.isNull(); }
    const QImage& image() const { return image_; }
    QString message() const { return message_; }
    /// Where the picture lies in the widget.
    QRectF imageRect() const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void loaded();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QImage image_;
    QImage scaled_;
    QString message_;
    int generation_ = 0;
};

} // namespace lorikeet
