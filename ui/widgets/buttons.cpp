#include "ui/widgets/buttons.h"

#include "ui/theme/theme.h"

namespace lorikeet {

PrimaryButton::PrimaryButton(const QString& text, QWidget* parent) : QPushButton(text, parent)
{
    setProperty("role", "primary");
    setCursor(Qt::PointingHandCursor);
    setDefault(true);
    setAutoDefault(true);
}

LinkButton::LinkButton(const QString& text, QWidget* parent) : QPushButton(text, parent)
{
    setProperty("role", "link");
    setFlat(true);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
}

IconButton::IconButton(Theme& theme, const QString& icon, const QString& text, QWidget* parent) : QToolButton(parent)
{
    theme.setIcon(*this, icon);
    setToolTip(text);
    setAccessibleName(text);
    setFocusPolicy(Qt::StrongFocus);
    setAutoRaise(true);
}

} // namespace lorikeet
