#include "ui/window/close_question.h"

#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"

#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

namespace lorikeet {

CloseQuestion::CloseQuestion(Theme& theme, QWidget* parent)
    : QWidget(parent), theme_(theme), card_(new Card(this)), text_(makeLabel({}, "", card_, true)), stay_(new QPushButton(tr("Don't close"), card_)),
      lose_(new QPushButton(tr("Close anyway"), card_)), stop_(new QPushButton(tr("Stop the run, keep what it learned"), card_)),
      keep_(new PrimaryButton(tr("Keep training and close"), card_))
{
    setObjectName("closeQuestion");
    text_->setMinimumWidth(fontMetrics().averageCharWidth() * 60);
    card_->body()->addWidget(text_);
    auto* row = new QHBoxLayout;
    stay_->setObjectName("closeStay");
    lose_->setObjectName("closeAnyway");
    stop_->setObjectName("closeStop");
    keep_->setObjectName("closeKeep");
    row->addWidget(stay_);
    row->addStretch(1);
    for (QPushButton* button : std::initializer_list<QPushButton*>{lose_, stop_, keep_})
        row->addWidget(button);
    card_->body()->addSpacing(space::kM);
    card_->body()->addLayout(row);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(card_, 0, Qt::AlignCenter);
    connect(stay_, &QPushButton::clicked, this, &CloseQuestion::stay);
    connect(lose_, &QPushButton::clicked, this, &CloseQuestion::loseChanges);
    connect(stop_, &QPushButton::clicked, this, &CloseQuestion::stopAndKeep);
    connect(keep_, &QPushButton::clicked, this, &CloseQuestion::keepTraining);
    hide();
}

void CloseQuestion::askAboutRun()
{
    ask(tr("A training run is going on"),
        tr("It is a program of its own: it goes on when this window is closed, and the window finds it again when it is opened."), true);
    keep_->setFocus();
}

void CloseQuestion::askAboutChanges()
{
    ask(tr("Not everything is saved yet"),
        tr("The window closes by itself once the last change is saved. If a disk is full or doesn't answer, that may never be; changes that aren't saved are lost when you close it now."),
        false);
    stay_->setFocus();
}

void CloseQuestion::ask(const QString& title, const QString& text, bool isAboutRun)
{
    card_->setTitle(title);
    text_->setText(text);
    lose_->setVisible(!isAboutRun);
    stop_->setVisible(isAboutRun);
    keep_->setVisible(isAboutRun);
    setGeometry(parentWidget()->rect());
    show();
    raise();
}

void CloseQuestion::stay()
{
    hide();
    Q_EMIT stayed();
}

void CloseQuestion::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), QColor(0, 0, 0, theme_.isDark() ? 150 : 90));
}

void CloseQuestion::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape)
        stay();
    else
        QWidget::keyPressEvent(event);
}

} // namespace lorikeet
