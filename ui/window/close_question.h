#pragma once
/// @file Asked when the window is closed while a run is going on (keep it going, stop it, or stay), or while something can't be saved.

#include <QWidget>

class QLabel;
class QPushButton;

namespace lorikeet {

class Card;
class PrimaryButton;
class Theme;

/// Covers its parent while it is shown; Escape means stay.
class CloseQuestion : public QWidget {
    Q_OBJECT

public:
    explicit CloseQuestion(Theme& theme, QWidget* parent);
    void askAboutRun();
    void askAboutChanges();

Q_SIGNALS:
    void keepTraining();
    void stopAndKeep();
    void loseChanges();
    void stayed();

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void ask(const QString& title, const QString& text, bool isAboutRun);
    void stay();
    Theme& theme_;
    Card* card_;
    QLabel* text_;
    QPushButton* stay_;
    QPushButton* lose_;
    QPushButton* stop_;
    PrimaryButton* keep_;
};

} // namespace lorikeet
