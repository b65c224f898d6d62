#include "ui/widgets/empty_state.h"

#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"

#include <QLabel>
#include <QVBoxLayout>

namespace lorikeet {

EmptyState::EmptyState(Theme& theme, const QString& icon, const QString& title, const QString& body, QWidget* parent)
    : QWidget(parent), picture_(new QLabel(this)), title_(makeLabel(title, "title", this)), body_(makeLabel(body, "quiet", this, true))
{
    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(space::kM);
    layout->addStretch(2);
    for (QLabel* label : {picture_, title_, body_}) {
        label->setAlignment(Qt::AlignCenter);
        layout->addWidget(label, 0, label == body_ ? Qt::Alignment() : Qt::AlignHCenter);
    }
    body_->setMinimumWidth(fontMetrics().averageCharWidth() * 40);
    layout->addStretch(3);
    const auto tint = [this, &theme, icon] { picture_->setPixmap(tintedIcon(icon, theme.colours().accent).pixmap(QSize(56, 56))); };
    tint();
    connect(&theme, &Theme::changed, this, tint);
}

PrimaryButton* EmptyState::addButton(const QString& text, const QString& objectName)
{
    auto* button = new PrimaryButton(text, this);
    button->setObjectName(objectName);
    auto* column = static_cast<QVBoxLayout*>(layout());
    column->insertWidget(column->count() - 1, button, 0, Qt::AlignHCenter);
    return button;
}

void EmptyState::setTexts(const QString& title, const QString& body)
{
    title_->setText(title);
    body_->setText(body);
}

} // namespace lorikeet
