#pragma once
/// @file Colours, spacing and text sizes: the tokens that every page takes; light, dark or as the system has it.

#include <QColor>
#include <QFont>
#include <QObject>

#include <array>

class QApplication;

namespace lorikeet {

struct ThemeColours {
    QColor window;      ///< Quiet background.
    QColor card;        ///< Cards on it.
    QColor line;        ///< Hairlines and borders.
    QColor text;
    QColor textQuiet;   ///< Secondary text, still >= 4.5:1.
    QColor accent;      ///< Teal #0f8b8d, on dark #3fc1c0.
    QColor accentText;  ///< On accent.
    QColor accentSoft;  ///< Selected rows, learned chips.
    QColor good, amber, bad;
    std::array<QColor, 8> series; ///< Plots: one run, one colour everywhere.
};

namespace space {
inline constexpr int kXs = 4, kS = 8, kM = 12, kL = 16, kXl = 24, kRadius = 6;
}

class Theme : public QObject {
    Q_OBJECT

public:
    enum class Choice { System, Light, Dark };
    /// Applies Fusion, palette and stylesheet to the application and follows the desktop portal's colour-scheme setting.
    explicit Theme(QApplication& application, QObject* parent = nullptr);

    const ThemeColours& colours() const { return colours_; }
    bool isDark() const { return isDark_; }
    Choice choice() const { return choice_; }
    void setChoice(Choice choice);
    QFont titleFont() const;   ///< 1.4 × body
    QFont captionFont() const; ///< 0.9 × body

Q_SIGNALS:
    void changed();

private:
    void apply();
    QApplication& application_;
    Choice choice_ = Choice::System;
    bool isDark_ = false;
    ThemeColours colours_;
};

} // namespace lorikeet
