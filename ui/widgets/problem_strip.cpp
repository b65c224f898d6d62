#include "ui/widgets/problem_strip.h"

#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace lorikeet {

ProblemStrip::ProblemStrip(Theme& theme, QWidget* parent)
    : Card(parent), theme_(theme), picture_(new QLabel(this)), message_(makeLabel({}, "heading", this, true)),
      hint_(makeLabel({}, "", this, true))
{
    setObjectName("problemStrip");
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kM);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(space::kXs);
    for (QLabel* label : {message_, hint_}) {
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        texts->addWidget(label);
    }
    auto* closeButton = new IconButton(theme, "close", tr("Dismiss this message"), this);
    closeButton->setObjectName("dismissProblem");
    row->addWidget(picture_, 0, Qt::AlignTop);
    row->addLayout(texts, 1);
    row->addWidget(closeButton, 0, Qt::AlignTop);
    body()->addLayout(row);
    body()->setContentsMargins(space::kL, space::kS, space::kS, space::kS);
    connect(closeButton, &QToolButton::clicked, this, &QWidget::hide);
    connect(&theme_, &Theme::changed, this, &ProblemStrip::tint);
    hide();
}

void ProblemStrip::setProblem(const QString& message, const QString& hint, Tone tone)
{
    tone_ = tone;
    message_->setText(message);
    hint_->setText(hint);
    hint_->setVisible(!hint.isEmpty());
    setTone(tone);
    tint();
    setAccessibleName(message);
    setVisible(!message.isEmpty());
}

QString ProblemStrip::message() const
{
    return message_->text();
}

QString ProblemStrip::hint() const
{
    return hint_->text();
}

void ProblemStrip::tint()
{
    const ThemeColours& c = theme_.colours();
    const bool isGood = tone_ == Tone::Good;
    const QColor colour = isGood ? c.good : tone_ == Tone::Amber ? c.amber : tone_ == Tone::Bad ? c.bad : c.text;
    const char* icon = isGood ? "tick" : tone_ == Tone::Amber ? "warning" : tone_ == Tone::Bad ? "error" : "info";
    picture_->setPixmap(tintedIcon(icon, colour).pixmap(QSize(22, 22)));
}

} // namespace lorikeet
