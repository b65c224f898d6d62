#pragma once
/// @file Asked when the window is closed while a run is going on: keep it going, stop it, or stay.

#include <QWidget>

namespace lorikeet {

class PrimaryButton;
class Theme;

/// Covers its parent while it is shown; Escape means stay.
class CloseQuestion : public QWidget {
    Q_OBJECT

public:
    explicit CloseQuestion(Theme& theme, QWidget* parent);
    void ask();

Q_SIGNALS:
    void keepTraining();
    void stopAndKeep();

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    Theme& theme_;
    PrimaryButton* keep_;
};

} // namespace lorikeet
