#include "ui/theme/theme.h"

#include "ui/theme/colour_scheme_portal.h"

#include <QAbstractButton>
#include <QApplication>
#include <QPalette>
#include <QSettings>

namespace lorikeet {
namespace {

constexpr const char* kSettingsKey = "theme";

QPalette paletteOf(const ThemeColours& c)
{
    QPalette p;
    p.setColor(QPalette::Window, c.window);
    p.setColor(QPalette::WindowText, c.text);
    p.setColor(QPalette::Base, c.card);
    p.setColor(QPalette::AlternateBase, c.window);
    p.setColor(QPalette::Text, c.text);
    p.setColor(QPalette::Button, c.card);
    p.setColor(QPalette::ButtonText, c.text);
    p.setColor(QPalette::ToolTipBase, c.card);
    p.setColor(QPalette::ToolTipText, c.text);
    p.setColor(QPalette::Highlight, c.accentStrong);
    p.setColor(QPalette::HighlightedText, c.accentText);
    p.setColor(QPalette::Link, c.accentStrong);
    p.setColor(QPalette::LinkVisited, c.accentStrong);
    p.setColor(QPalette::PlaceholderText, c.textQuiet);
    p.setColor(QPalette::Mid, c.line);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        p.setColor(QPalette::Disabled, role, c.textQuiet);
    return p;
}

QFont scaled(QFont font, double factor)
{
    font.setPointSizeF(font.pointSizeF() * factor);
    return font;
}

} // namespace

Theme::Theme(QApplication& application, QObject* parent)
    : QObject(parent), application_(application), isSystemDark_(application.palette().color(QPalette::Window).lightness() < 128)
{
    const int stored = QSettings().value(kSettingsKey, 0).toInt();
    choice_ = stored == 1 ? Choice::Light : stored == 2 ? Choice::Dark : Choice::System;
    application_.setStyle("Fusion");
    apply();
    auto* portal = new ColourSchemePortal(this);
    connect(portal, &ColourSchemePortal::schemeFound, this, [this](bool isDark) {
        isSystemDark_ = isDark;
        if (choice_ == Choice::System && isDark != isDark_)
            apply();
    });
}

void Theme::setChoice(Choice choice)
{
    choice_ = choice;
    QSettings().setValue(kSettingsKey, choice == Choice::Light ? 1 : choice == Choice::Dark ? 2 : 0);
    apply();
}

QFont Theme::titleFont() const
{
    QFont font = scaled(application_.font(), 1.4);
    font.setWeight(QFont::DemiBold);
    return font;
}

QFont Theme::captionFont() const
{
    return scaled(application_.font(), 0.9);
}

void Theme::setIcon(QAbstractButton& button, const QString& name)
{
    button.setIcon(icon(name));
    connect(this, &Theme::changed, &button, [this, &button, name] { button.setIcon(icon(name)); });
}

void Theme::apply()
{
    isDark_ = choice_ == Choice::Dark || (choice_ == Choice::System && isSystemDark_);
    colours_ = themeColours(isDark_);
    application_.setPalette(paletteOf(colours_));
    application_.setStyleSheet(themeStyleSheet(colours_, application_.font().pointSizeF()));
    Q_EMIT changed();
}

} // namespace lorikeet
