#include "ui/check/undo_strip.h"

#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace lorikeet {

UndoStrip::UndoStrip(QWidget* parent) : Card(parent), text_(makeLabel({}, "", this, true))
{
    setTone(Tone::Good);
    body()->setContentsMargins(space::kM, space::kXs, space::kM, space::kXs);
    auto* row = new QHBoxLayout;
    auto* undo = new LinkButton(tr("Undo"), this);
    undo->setObjectName("undoFix");
    undo->setToolTip(tr("Take it back (Ctrl+Z)"));
    row->addWidget(text_, 1);
    row->addWidget(undo);
    body()->addLayout(row);
    connect(undo, &QPushButton::clicked, this, [this] {
        hide();
        Q_EMIT undoRequested();
    });
    hide();
}

void UndoStrip::say(const QString& what)
{
    text_->setText(what);
    show();
}

} // namespace lorikeet
