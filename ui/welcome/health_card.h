#pragma once
/// @file What this machine has, one line a part.

#include "ui/widgets/card.h"

namespace lorikeet {

class Theme;

class HealthCard : public Card {
    Q_OBJECT

public:
    /// @param folder where projects will lie.
    HealthCard(Theme& theme, const QString& folder, QWidget* parent = nullptr);
};

} // namespace lorikeet
