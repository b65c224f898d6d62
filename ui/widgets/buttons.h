#pragma once
/// @file The kinds of button that pages use. Each gets an object name for tests and an accessible name.

#include <QPushButton>
#include <QToolButton>

namespace lorikeet {

class Theme;

/// The one main button of a screen, named by what it does.
class PrimaryButton : public QPushButton {
    Q_OBJECT

public:
    explicit PrimaryButton(const QString& text, QWidget* parent = nullptr);
};

/// A button that reads like a link.
class LinkButton : public QPushButton {
    Q_OBJECT

public:
    explicit LinkButton(const QString& text, QWidget* parent = nullptr);
};

/// A picture-only button: the text becomes tooltip and accessible name.
class IconButton : public QToolButton {
    Q_OBJECT

public:
    IconButton(Theme& theme, const QString& icon, const QString& text, QWidget* parent = nullptr);
};

} // namespace lorikeet
