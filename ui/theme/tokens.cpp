#include "ui/theme/theme.h"

#include <QStringList>

namespace lorikeet {
namespace {

ThemeColours lightColours()
{
    ThemeColours c;
    c.window = QColor("#f3f5f5");
    c.card = QColor("#ffffff");
    c.line = QColor("#dde3e4");
    c.text = QColor("#1c2326");
    c.textQuiet = QColor("#566167");
    c.accent = QColor("#0f8b8d");
    c.accentStrong = QColor("#0b7476");
    c.accentText = QColor("#ffffff");
    c.accentSoft = QColor("#d8efee");
    c.good = QColor("#1b7541");
    c.amber = QColor("#8a5700");
    c.bad = QColor("#b42a23");
    c.goodSoft = QColor("#e0f3e7");
    c.amberSoft = QColor("#fbeed3");
    c.badSoft = QColor("#fbe5e3");
    c.series = {QColor("#0f8b8d"), QColor("#c8553d"), QColor("#5b5bd6"), QColor("#b8860b"), QColor("#a23b8f"), QColor("#3b7dd8"),
        QColor("#5c8a3a"), QColor("#6b7280")};
    return c;
}

ThemeColours darkColours()
{
    ThemeColours c;
    c.window = QColor("#1a1d1f");
    c.card = QColor("#23272a");
    c.line = QColor("#363c40");
    c.text = QColor("#e7eaeb");
    c.textQuiet = QColor("#a4aeb3");
    c.accent = QColor("#3fc1c0");
    c.accentStrong = QColor("#3fc1c0");
    c.accentText = QColor("#062423");
    c.accentSoft = QColor("#1d4142");
    c.good = QColor("#66cf92");
    c.amber = QColor("#e6b65a");
    c.bad = QColor("#ff8a80");
    c.goodSoft = QColor("#1f3a2b");
    c.amberSoft = QColor("#40351f");
    c.badSoft = QColor("#452826");
    c.series = {QColor("#3fc1c0"), QColor("#f08a70"), QColor("#9d9df5"), QColor("#e0b84c"), QColor("#dd86cc"), QColor("#7ab0f2"),
        QColor("#9ccb78"), QColor("#a9b1ba")};
    return c;
}

constexpr const char* kStyle = R"(
QWidget { color: @text; }
QToolTip { color: @text; background: @card; border: 1px solid @line; padding: 4px 6px; }
QLabel[role="title"] { font-size: @titlept; font-weight: 600; }
QLabel[role="drop"] { background: @accentSoft; border: 2px dashed @accent; border-radius: @radius; font-size: @titlept; color: @accentStrong; }
QLabel[role="heading"] { font-weight: 600; }
*[role="caption"] { font-size: @captionpt; color: @textQuiet; }
*[role="quiet"] { color: @textQuiet; }
*[role="learns"] { font-size: @captionpt; color: @accentStrong; }
QLabel[role="good"] { color: @good; } QLabel[role="amber"] { color: @amber; } QLabel[role="bad"] { color: @bad; }
QFrame[role="card"] { background: @card; border: 1px solid @line; border-radius: @radius; }
QFrame[role="card"][tone="good"] { background: @goodSoft; border-color: @goodSoft; }
QFrame[role="card"][tone="amber"] { background: @amberSoft; border-color: @amberSoft; }
QFrame[role="card"][tone="bad"] { background: @badSoft; border-color: @badSoft; }
QFrame[role="line"] { background: @line; border: none; max-height: 1px; min-height: 1px; }
QPushButton { background: @card; border: 1px solid @line; border-radius: @radius; padding: 6px 14px; }
QPushButton:hover { border-color: @accent; }
QPushButton:pressed, QPushButton:checked { background: @accentSoft; border-color: @accent; }
QPushButton:focus { border: 2px solid @accent; padding: 5px 13px; }
QPushButton:disabled { color: @disabled; border-color: @line; }
QPushButton[role="primary"] { background: @accentStrong; color: @accentText; border: 1px solid @accentStrong; font-weight: 600; padding: 8px 20px; }
QPushButton[role="primary"]:hover { background: @accentHover; }
QPushButton[role="primary"]:focus { border: 2px solid @text; padding: 7px 19px; }
QPushButton[role="primary"]:disabled { background: @line; border-color: @line; color: @disabled; }
QPushButton[role="link"] { background: transparent; border: 1px solid transparent; color: @accentStrong; padding: 4px 6px; text-align: left; }
QPushButton[role="link"][place="header"] { padding: 0px 6px; }
QPushButton[role="link"]:hover { text-decoration: underline; }
QPushButton[role="link"]:focus { border: 1px solid @accent; }
QToolButton { background: transparent; border: 1px solid transparent; border-radius: @radius; padding: 5px; }
QToolButton:hover { background: @hover; }
QToolButton:checked, QToolButton:pressed { background: @accentSoft; }
QToolButton:focus { border-color: @accent; }
QToolButton:disabled { color: @disabled; }
QToolButton[role="chip"] { background: @window; border: 1px solid @line; border-radius: 11px; padding: 2px 9px; font-size: @captionpt; }
QToolButton[role="chip"]:hover { border-color: @accent; }
QToolButton[role="chip"]:checked { background: @accentSoft; border-color: @accent; color: @accentStrong; }
QToolButton[role="chip"][popupMode="2"] { padding-right: 20px; }
QToolButton[role="chip"]::menu-indicator { image: url(:/style/down-@tone.svg); width: 9px; height: 9px; subcontrol-origin: padding; subcontrol-position: center right; right: 7px; }
QPushButton[role="small"] { padding: 3px 10px; font-size: @captionpt; } QPushButton[role="small"]:focus { padding: 2px 9px; }
QComboBox[role="flat"] { background: transparent; border: 1px solid transparent; padding: 1px 2px; font-size: @captionpt; color: @textQuiet; }
QComboBox[role="flat"]:hover, QComboBox[role="flat"]:focus { border-color: @accent; }
QLineEdit, QPlainTextEdit, QTextEdit { background: @card; border: 1px solid @line; border-radius: @radius; padding: 5px 7px;
  selection-background-color: @accentStrong; selection-color: @accentText; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus { border-color: @accent; }
QLineEdit:read-only, QPlainTextEdit:read-only { background: @window; }
QComboBox { background: @card; border: 1px solid @line; border-radius: @radius; padding: 5px 8px; }
QComboBox:hover, QComboBox:focus { border-color: @accent; } QComboBox:disabled { color: @disabled; }
QComboBox::drop-down { border: none; width: 20px; } QComboBox::down-arrow { image: url(:/style/down-@tone.svg); width: 12px; height: 12px; }
QComboBox QAbstractItemView { border: 1px solid @line; padding: 2px; }
QAbstractSpinBox { background: @card; border: 1px solid @line; border-radius: @radius; padding: 5px 4px 5px 8px; selection-background-color: @accentStrong; selection-color: @accentText; }
QAbstractSpinBox:hover, QAbstractSpinBox:focus { border-color: @accent; } QAbstractSpinBox:disabled { color: @disabled; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { border: none; background: transparent; width: 18px; }
QAbstractSpinBox::up-arrow { image: url(:/style/up-@tone.svg); width: 10px; height: 10px; }
QAbstractSpinBox::down-arrow { image: url(:/style/down-@tone.svg); width: 10px; height: 10px; }
QAbstractItemView { background: @card; border: none; outline: none; alternate-background-color: @window;
  selection-background-color: @accentSoft; selection-color: @text; }
QAbstractItemView::item:selected { background: @accentSoft; color: @text; }
QHeaderView { background: @card; } QHeaderView::section { background: @card; color: @textQuiet; border: none; border-bottom: 1px solid @line; padding: 6px 8px; }
QScrollArea, QScrollArea > QWidget > QWidget[role="scrolled"] { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; } QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: @handle; border-radius: 4px; margin: 1px; } QScrollBar::handle:hover { background: @textQuiet; }
QScrollBar::handle:vertical { min-height: 32px; } QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; } QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QProgressBar { background: @line; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; }
QProgressBar::chunk { background: @accent; border-radius: 3px; }
QSplitter::handle { background: transparent; }
QSplitter::handle:hover { background: @line; }
QStatusBar { background: @window; border-top: 1px solid @line; } QStatusBar::item { border: none; }
QMenu { background: @card; border: 1px solid @line; padding: 4px; } QMenu::item { padding: 6px 24px 6px 12px; border-radius: 4px; }
QMenu::item:selected { background: @accentSoft; color: @text; } QMenu::separator { height: 1px; background: @line; margin: 4px 8px; }
QTabBar::tab { padding: 6px 12px; border: none; border-bottom: 2px solid transparent; color: @textQuiet; background: transparent; }
QTabBar::tab:selected { color: @text; border-bottom-color: @accent; }
QTabWidget::pane { border: none; }
)";

} // namespace

ThemeColours themeColours(bool isDark)
{
    return isDark ? darkColours() : lightColours();
}

QString themeStyleSheet(const ThemeColours& c, double bodyPoints)
{
    const bool isDark = c.window.lightness() < 128;
    // Longer names first: "@accentSoft" must not be taken for "@accent".
    const std::pair<const char*, QString> tokens[] = {
        {"@tone", isDark ? QString("dark") : QString("light")}, {"@accentStrong", c.accentStrong.name()}, {"@accentHover", (isDark ? c.accentStrong.lighter(112) : c.accentStrong.darker(112)).name()},
        {"@accentText", c.accentText.name()}, {"@accentSoft", c.accentSoft.name()}, {"@accent", c.accent.name()},
        {"@amberSoft", c.amberSoft.name()}, {"@goodSoft", c.goodSoft.name()}, {"@badSoft", c.badSoft.name()},
        {"@amber", c.amber.name()}, {"@good", c.good.name()}, {"@bad", c.bad.name()},
        {"@textQuiet", c.textQuiet.name()}, {"@text", c.text.name()}, {"@window", c.window.name()}, {"@card", c.card.name()},
        {"@line", c.line.name()}, {"@hover", isDark ? QString("#30363a") : QString("#e7ecec")},
        {"@handle", isDark ? QString("#4b5358") : QString("#c3cbcd")}, {"@disabled", isDark ? QString("#6f7a80") : QString("#8b959a")},
        {"@titlept", QString::number(bodyPoints * 1.4, 'f', 1) + "pt"}, {"@captionpt", QString::number(bodyPoints * 0.9, 'f', 1) + "pt"},
        {"@radius", QString::number(space::kRadius) + "px"},
    };
    QString style = QString::fromLatin1(kStyle);
    for (const auto& [name, value] : tokens)
        style.replace(QLatin1String(name), value);
    return style;
}

} // namespace lorikeet
