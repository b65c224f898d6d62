#pragma once
/// @file The button that chooses light, dark, or what the system has.

#include "ui/widgets/buttons.h"

namespace lorikeet {

class ThemeButton : public QToolButton {
    Q_OBJECT

public:
    explicit ThemeButton(Theme& theme, QWidget* parent = nullptr);
};

} // namespace lorikeet
