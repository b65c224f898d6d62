#pragma once
/// @file Under the gallery: what is chosen, what can be done with it, and how large the tiles are.

#include <QWidget>

#include <vector>

class QLabel;
class QPushButton;
class QSlider;
class QToolButton;

namespace lorikeet {

class GalleryView;
class Theme;

class GalleryBar : public QWidget {
    Q_OBJECT

public:
    GalleryBar(GalleryView& gallery, Theme& theme, QWidget* parent = nullptr);
    ~GalleryBar() override;
    /// Nothing can be changed while the texts are being read, nor on a disk that can only be read.
    void setEditable(bool isEditable);

Q_SIGNALS:
    void changeManyRequested();
    void captionRequested();
    void acceptRequested();
    void rejectRequested();
    void excludeToggled();

private:
    void refresh();
    QToolButton* addAction(Theme& theme, const QString& name, const QString& icon, const QString& text, void (GalleryBar::*signal)());
    GalleryView& gallery_;
    QLabel* chosen_;
    QPushButton* changeMany_;
    QPushButton* caption_;
    std::vector<QToolButton*> actions_;
    QSlider* size_;
};

} // namespace lorikeet
