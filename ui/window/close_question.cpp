#include "ui/window/close_question.h"

#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"

#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

namespace lorikeet {

CloseQuestion::CloseQuestion(Theme& theme, QWidget* parent)
    : QWidget(parent), theme_(theme), keep_(new PrimaryButton(tr("Keep training and close"), this))
{
    setObjectName("closeQuestion");
    auto* card = new Card(tr("A training run is going on"), this);
    auto* text = makeLabel(tr("It is a program of its own: it goes on when this window is closed, and the window finds it again when it is opened."), "", card, true);
    text->setMinimumWidth(fontMetrics().averageCharWidth() * 60);
    card->body()->addWidget(text);
    auto* row = new QHBoxLayout;
    auto* stay = new QPushButton(tr("Don't close"), card);
    auto* stop = new QPushButton(tr("Stop the run, keep what it learned"), card);
    stay->setObjectName("closeStay");
    stop->setObjectName("closeStop");
    keep_->setObjectName("closeKeep");
    row->addWidget(stay);
    row->addStretch(1);
    row->addWidget(stop);
    row->addWidget(keep_);
    card->body()->addSpacing(space::kM);
    card->body()->addLayout(row);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(card, 0, Qt::AlignCenter);
    connect(stay, &QPushButton::clicked, this, &QWidget::hide);
    connect(stop, &QPushButton::clicked, this, &CloseQuestion::stopAndKeep);
    connect(keep_, &QPushButton::clicked, this, &CloseQuestion::keepTraining);
    hide();
}

void CloseQuestion::ask()
{
    setGeometry(parentWidget()->rect());
    show();
    raise();
    keep_->setFocus();
}

void CloseQuestion::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), QColor(0, 0, 0, theme_.isDark() ? 150 : 90));
}

void CloseQuestion::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape)
        hide();
    else
        QWidget::keyPressEvent(event);
}

} // namespace lorikeet
