#include "ui/welcome/health_card.h"

#include "ui/theme/theme.h"
#include "ui/welcome/machine_health.h"

#include <QGridLayout>
#include <QLabel>

namespace lorikeet {

HealthCard::HealthCard(Theme& theme, const QString& folder, QWidget* parent) : Card(tr("This machine"), parent)
{
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(space::kM);
    grid->setVerticalSpacing(space::kXs);
    grid->setColumnStretch(2, 1);
    int row = 0;
    for (const HealthItem& item : judgeMachine(readMachineFacts(folder))) {
        auto* picture = new QLabel(this);
        const auto tint = [picture, &theme, item] {
            const ThemeColours& c = theme.colours();
            const QColor ink = item.level == HealthLevel::Good ? c.good : item.level == HealthLevel::Fair ? c.amber : c.bad;
            picture->setPixmap(tintedIcon(item.icon, ink).pixmap(QSize(22, 22)));
        };
        tint();
        connect(&theme, &Theme::changed, picture, tint);
        const char* role = item.level == HealthLevel::Good ? "good" : item.level == HealthLevel::Fair ? "amber" : "bad";
        grid->addWidget(picture, row, 0, 2, 1, Qt::AlignTop);
        grid->addWidget(makeLabel(item.name, "heading", this), row, 1);
        grid->addWidget(makeLabel(item.word, role, this), row, 2);
        grid->addWidget(makeLabel(item.sentence, "caption", this, true), row + 1, 1, 1, 2);
        grid->setRowMinimumHeight(row + 2, space::kXs);
        row += 3;
    }
    body()->addLayout(grid);
    body()->addStretch(1);
}

} // namespace lorikeet
