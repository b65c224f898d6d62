#include "ui/dataset/turn_box.h"

#include "ui/dataset/image_marks.h"
#include "ui/dataset/turn_edit.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"

#include <QComboBox>
#include <QScopedValueRollback>
#include <QVBoxLayout>

namespace lorikeet {

QString speakerName(Role role)
{
    switch (role) {
    case Role::User:
        return TurnBox::tr("Question");
    case Role::Assistant:
        return TurnBox::tr("Answer (learned)");
    case Role::System:
        return TurnBox::tr("Instruction");
    case Role::Observation:
        return TurnBox::tr("Tool's reply");
    case Role::Function:
        return TurnBox::tr("Tool call (learned)");
    }
    return {};
}

TurnBox::TurnBox(Theme& theme, int number, QWidget* parent)
    : QWidget(parent), role_(new QComboBox(this)), edit_(new TurnEdit(this)), picture_(new IconButton(theme, "picture", tr("Put a picture's place at the cursor"), this)),
      up_(new IconButton(theme, "up", tr("Move this turn up"), this)), down_(new IconButton(theme, "down", tr("Move this turn down"), this)),
      remove_(new IconButton(theme, "trash", tr("Remove this turn"), this))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, space::kXs);
    column->setSpacing(1);
    auto* bar = new QHBoxLayout;
    bar->setSpacing(0);
    for (const Role role : {Role::User, Role::Assistant, Role::Function, Role::Observation})
        role_->addItem(speakerName(role), static_cast<int>(role));
    role_->setProperty("role", "flat");
    role_->setObjectName(QStringLiteral("role.%1").arg(number));
    role_->setAccessibleName(tr("Who says turn %1").arg(number + 1));
    edit_->setObjectName(QStringLiteral("turn.%1").arg(number));
    picture_->setObjectName(QStringLiteral("pictureTurn.%1").arg(number));
    remove_->setObjectName(QStringLiteral("removeTurn.%1").arg(number));
    up_->setObjectName(QStringLiteral("upTurn.%1").arg(number));
    down_->setObjectName(QStringLiteral("downTurn.%1").arg(number));
    bar->addWidget(role_);
    bar->addStretch(1);
    for (IconButton* button : {picture_, up_, down_, remove_}) {
        button->setIconSize({14, 14});
        button->setFocusPolicy(Qt::TabFocus);
        bar->addWidget(button);
    }
    column->addLayout(bar);
    column->addWidget(edit_);
    new ImageMarks(theme, edit_->document());
    connect(edit_, &QPlainTextEdit::textChanged, this, [this] {
        if (!isFilling_)
            Q_EMIT edited();
    });
    connect(edit_, &TurnEdit::focusLeft, this, &TurnBox::left);
    connect(role_, &QComboBox::activated, this, [this] {
        showRole();
        Q_EMIT edited();
    });
    connect(picture_, &QToolButton::clicked, this, &TurnBox::insertPicture);
    connect(up_, &QToolButton::clicked, this, [this] { Q_EMIT moveRequested(-1); });
    connect(down_, &QToolButton::clicked, this, [this] { Q_EMIT moveRequested(1); });
    connect(remove_, &QToolButton::clicked, this, &TurnBox::removeRequested);
}

void TurnBox::setMessage(const Message& message)
{
    const QScopedValueRollback filling(isFilling_, true);
    role_->setCurrentIndex(role_->findData(static_cast<int>(message.role)));
    edit_->setText(message.content);
    showRole();
}

Message TurnBox::message() const
{
    return {static_cast<Role>(role_->currentData().toInt()), edit_->text()};
}

void TurnBox::setPlace(bool isFirst, bool isLast, bool isOnly)
{
    up_->setEnabled(!isFirst);
    down_->setEnabled(!isLast);
    remove_->setEnabled(!isOnly);
}

void TurnBox::setReadOnly(bool isReadOnly)
{
    edit_->setReadOnly(isReadOnly);
    for (QWidget* widget : std::initializer_list<QWidget*>{role_, picture_, up_, down_, remove_})
        widget->setVisible(!isReadOnly || widget == role_);
    role_->setEnabled(!isReadOnly);
    showRole();
}

void TurnBox::showRole()
{
    const auto role = static_cast<Role>(role_->currentData().toInt());
    const bool isLearned = role == Role::Assistant || role == Role::Function;
    picture_->setVisible(!isLearned && !edit_->isReadOnly());
    edit_->setAccessibleName(speakerName(role));
    edit_->setPlaceholderText(isLearned ? tr("Write what the model should answer") : tr("Write what it is asked"));
}

void TurnBox::insertPicture()
{
    edit_->textCursor().insertText(QString::fromLatin1(kImagePlaceholder.data(), static_cast<qsizetype>(kImagePlaceholder.size())));
    edit_->setFocus();
}

} // namespace lorikeet
