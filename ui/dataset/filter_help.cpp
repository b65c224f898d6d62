#include "ui/dataset/filter_help.h"

#include "core/data/filter/filter.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/guarded.h"

#include <QGridLayout>
#include <QLabel>
#include <QScreen>
#include <QScrollArea>

namespace lorikeet {

FilterHelp::FilterHelp(QWidget* parent) : QFrame(parent, Qt::Popup)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName("filterHelpPopup");
    setProperty("role", "card");
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::kM, space::kM, space::kXs, space::kS);
    auto* intro = makeLabel(tr("Words must all occur. \"Quotes\" keep words together, - leaves out, \"or\" and ( ) combine, /…/ is a regular expression."), "", this, true);
    column->addWidget(intro);
    auto* scroll = new QScrollArea(this);
    auto* list = new QWidget(scroll);
    list->setProperty("role", "scrolled");
    auto* grid = new QGridLayout(list);
    grid->setContentsMargins(0, 0, space::kS, 0);
    grid->setHorizontalSpacing(space::kM);
    grid->setVerticalSpacing(0);
    int line = 0;
    for (const FilterField& field : filterFields()) {
        auto* example = new LinkButton(QString::fromStdString(field.example), list);
        example->setToolTip(tr("Take this example over"));
        connect(example, &QPushButton::clicked, this, [this, text = QString::fromStdString(field.example)] {
            close();
            Q_EMIT exampleChosen(text);
        });
        QString help = translated(field.help);
        if (!field.values.empty()) {
            QStringList values;
            for (const std::string& value : field.values)
                values << QString::fromStdString(value);
            help += tr(" One of: %1.").arg(values.join(tr(", ")));
        }
        grid->addWidget(example, line, 0);
        grid->addWidget(makeLabel(help, "quiet", list, true), line++, 1);
    }
    grid->setColumnStretch(1, 1);
    scroll->setWidget(list);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    column->addWidget(scroll, 1);
}

void FilterHelp::showBelow(const QWidget& widget)
{
    const QRect free = widget.screen()->availableGeometry();
    const QPoint corner = widget.mapToGlobal(QPoint(0, widget.height() + 2));
    resize(std::max(520, widget.width()), std::min(420, free.bottom() - corner.y() - 8));
    move(corner);
    show();
}

} // namespace lorikeet
