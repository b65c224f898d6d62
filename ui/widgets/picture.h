#pragma once
/// @file Core's pictures on the screen.

#include "core/vision/image.h"

#include <QImage>
#include <QSet>
#include <QString>
#include <QTimer>
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
    /// Loads a file off the GUI thread and shows it. One is under way at a time: of those asked for meanwhile only the newest comes next. A disk that
    /// doesn't answer is given up after a while, and nothing else is looked for in that folder until it does.
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
    void loadWanted();
    void onSilence();
    void display(const QImage& image, const QString& message);
    QImage image_;
    QImage scaled_;
    QString message_;
    QString wanted_;        ///< The file that comes next; "" = none.
    QString folder_;        ///< Of the file under way.
    QSet<QString> silent_;  ///< Folders whose disk doesn't answer.
    QTimer patience_;       ///< Runs while a file is under way.
    int load_ = 0;          ///< Counts the files under way …
    int generation_ = 0;    ///< … and what was asked for: only the newest is shown.
};

} // namespace lorikeet
