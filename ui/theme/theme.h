#pragma once
/// @file Colours, spacing and text sizes: the tokens that every page takes; light, dark or as the system has it.

#include <QColor>
#include <QFont>
#include <QIcon>
#include <QObject>
#include <QString>

#include <array>

class QAbstractButton;
class QApplication;

namespace lorikeet {

struct ThemeColours {
    QColor window;       ///< Quiet background.
    QColor card;         ///< Cards on it.
    QColor line;         ///< Hairlines and borders.
    QColor text;
    QColor textQuiet;    ///< Secondary text, still >= 4.5:1.
    QColor accent;       ///< Teal #0f8b8d, on dark #3fc1c0: lines, marks, plots.
    QColor accentStrong; ///< The accent where text is written in it or on it: >= 4.5:1.
    QColor accentText;   ///< On accentStrong.
    QColor accentSoft;   ///< Selected rows, learned chips.
    QColor good, amber, bad;             ///< As text on window or card: >= 4.5:1.
    QColor goodSoft, amberSoft, badSoft; ///< Behind such text.
    std::array<QColor, 8> series;        ///< Plots: one run, one colour everywhere.
};

namespace space {
inline constexpr int kXs = 4, kS = 8, kM = 12, kL = 16, kXl = 24, kRadius = 6;
}

/// The tokens of one theme.
ThemeColours themeColours(bool isDark);
/// The stylesheet made of them; `bodyPoints` is the system's text size.
QString themeStyleSheet(const ThemeColours& colours, double bodyPoints);

/// An own icon of resources/icons, drawn in a colour, sharp at every scale. A name that isn't there gives a null icon.
QIcon tintedIcon(const QString& name, const QColor& colour);

class Theme : public QObject {
    Q_OBJECT

public:
    enum class Choice { System, Light, Dark };
    /// Applies Fusion, palette and stylesheet to the application and follows the desktop portal's colour-scheme setting.
    /// The user's choice is remembered in the settings.
    explicit Theme(QApplication& application, QObject* parent = nullptr);

    const ThemeColours& colours() const { return colours_; }
    bool isDark() const { return isDark_; }
    Choice choice() const { return choice_; }
    void setChoice(Choice choice);
    QFont titleFont() const;   ///< 1.4 × body
    QFont captionFont() const; ///< 0.9 × body

    /// An icon in the text colour of now.
    QIcon icon(const QString& name) const { return tintedIcon(name, colours_.text); }
    /// Gives a button an icon that keeps following the theme.
    void setIcon(QAbstractButton& button, const QString& name);

Q_SIGNALS:
    void changed();

private:
    void apply();
    QApplication& application_;
    Choice choice_ = Choice::System;
    bool isSystemDark_ = false;
    bool isDark_ = false;
    ThemeColours colours_;
};

} // namespace lorikeet
