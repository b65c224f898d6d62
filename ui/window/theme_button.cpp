#include "ui/window/theme_button.h"

#include "ui/theme/theme.h"

#include <QActionGroup>
#include <QMenu>

namespace lorikeet {

ThemeButton::ThemeButton(Theme& theme, QWidget* parent) : QToolButton(parent)
{
    setObjectName("themeButton");
    setText(tr("Appearance"));
    setAccessibleName(tr("Appearance: light or dark"));
    setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    setPopupMode(QToolButton::InstantPopup);
    setFocusPolicy(Qt::StrongFocus);
    setStyleSheet("QToolButton::menu-indicator { image: none; } QToolButton { padding-left: 10px; }");
    auto* menu = new QMenu(this);
    auto* group = new QActionGroup(this);
    const std::pair<Theme::Choice, QString> choices[] = {
        {Theme::Choice::System, tr("As the system")}, {Theme::Choice::Light, tr("Light")}, {Theme::Choice::Dark, tr("Dark")}};
    for (const auto& [choice, text] : choices) {
        QAction* action = menu->addAction(text);
        action->setCheckable(true);
        action->setChecked(theme.choice() == choice);
        group->addAction(action);
        connect(action, &QAction::triggered, &theme, [&theme, choice = choice] { theme.setChoice(choice); });
    }
    setMenu(menu);
    const auto show = [this, &theme] { setIcon(theme.icon(theme.isDark() ? "dark" : "light")); };
    show();
    connect(&theme, &Theme::changed, this, show);
}

} // namespace lorikeet
