#include "ui/dataset/conversation_editor.h"

#include "ui/dataset/turn_edit.h"
#include "ui/project_session.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"

#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

namespace lorikeet {
namespace {

constexpr int kPauseMs = 1200;

QString speaker(Role role)
{
    switch (role) {
    case Role::User:
        return ConversationEditor::tr("Question (read only by the model)");
    case Role::Assistant:
        return ConversationEditor::tr("Answer (what the model learns)");
    case Role::System:
        return ConversationEditor::tr("Instruction");
    case Role::Observation:
        return ConversationEditor::tr("Tool's reply");
    case Role::Function:
        return ConversationEditor::tr("Tool call");
    }
    return {};
}

} // namespace

ConversationEditor::ConversationEditor(ProjectSession& session, Theme& theme, QWidget* parent)
    : QWidget(parent), session_(session), theme_(theme), column_(new QVBoxLayout(this)), system_(new TurnEdit(this)),
      systemLabel_(makeLabel(tr("Instruction for the whole conversation"), "caption", this)),
      addSystem_(new LinkButton(tr("Add an instruction"), this)), add_(new LinkButton(tr("Add a question and answer"), this)),
      remove_(new LinkButton(tr("Remove the last pair"), this))
{
    setProperty("role", "scrolled");
    column_->setContentsMargins(0, 0, space::kXs, 0);
    column_->setSpacing(space::kXs);
    column_->addWidget(systemLabel_);
    column_->addWidget(system_);
    column_->addStretch(1);
    auto* links = new QHBoxLayout;
    for (LinkButton* link : {add_, remove_, addSystem_})
        links->addWidget(link);
    links->addStretch(1);
    column_->addLayout(links);
    system_->setObjectName("turn.system");
    system_->setAccessibleName(systemLabel_->text());
    add_->setObjectName("addTurns");
    remove_->setObjectName("removeTurns");
    addSystem_->setObjectName("addSystem");
    pause_.setSingleShot(true);
    pause_.setInterval(kPauseMs);
    connect(&pause_, &QTimer::timeout, this, &ConversationEditor::commit);
    connect(system_, &QPlainTextEdit::textChanged, this, &ConversationEditor::onTyped);
    connect(system_, &TurnEdit::focusLeft, this, &ConversationEditor::commit);
    connect(add_, &QPushButton::clicked, this, &ConversationEditor::appendPair);
    connect(remove_, &QPushButton::clicked, this, &ConversationEditor::removeLast);
    connect(addSystem_, &QPushButton::clicked, this, [this] {
        systemLabel_->show();
        system_->show();
        addSystem_->hide();
        system_->setFocus();
    });
    connect(&session_, &ProjectSession::samplesChanged, this, &ConversationEditor::onSamplesChanged);
    rebuild();
}

void ConversationEditor::setSample(std::optional<size_t> index)
{
    commit();
    index_ = index;
    rebuild();
}

void ConversationEditor::rebuild()
{
    isFilling_ = true;
    clearTurns();
    const bool hasSample = index_ && *index_ < session_.samples().size();
    const Sample* sample = hasSample ? &session_.samples()[*index_] : nullptr;
    const bool hasSystem = sample != nullptr && sample->system.has_value() && !sample->system->empty();
    system_->setPlainText(hasSystem ? QString::fromStdString(*sample->system) : QString());
    systemLabel_->setVisible(hasSystem);
    system_->setVisible(hasSystem);
    addSystem_->setVisible(hasSample && !hasSystem);
    add_->setVisible(hasSample);
    if (sample != nullptr)
        for (const Message& message : sample->messages)
            addTurn(message.role, QString::fromStdString(message.content));
    remove_->setVisible(turns_.size() > 2);
    isFilling_ = false;
    isDirty_ = false;
}

void ConversationEditor::clearTurns()
{
    for (const Turn& turn : turns_) {
        turn.box->hide();
        turn.box->deleteLater();
    }
    turns_.clear();
}

void ConversationEditor::addTurn(Role role, const QString& text)
{
    auto* box = new QWidget(this);
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, space::kXs);
    layout->setSpacing(2);
    auto* who = makeLabel(speaker(role), "caption", box);
    auto* edit = new TurnEdit(box);
    edit->setObjectName(QStringLiteral("turn.%1").arg(turns_.size()));
    edit->setAccessibleName(tr("%1, turn %2").arg(speaker(role)).arg(turns_.size() + 1));
    edit->setPlainText(text);
    if (role == Role::Assistant && text.isEmpty())
        edit->setPlaceholderText(tr("Write what the model should answer"));
    layout->addWidget(who);
    layout->addWidget(edit);
    column_->insertWidget(column_->count() - 2, box);
    connect(edit, &QPlainTextEdit::textChanged, this, &ConversationEditor::onTyped);
    connect(edit, &TurnEdit::focusLeft, this, &ConversationEditor::commit);
    turns_.push_back({role, box, who, edit});
}

void ConversationEditor::onTyped()
{
    if (isFilling_)
        return;
    isDirty_ = true;
    session_.setHasUnsaved(true);
    pause_.start();
}

void ConversationEditor::takeTexts()
{
    if (!index_ || *index_ >= session_.samples().size())
        return;
    SampleContent content = session_.contentOf(*index_);
    content.messages.clear();
    for (const Turn& turn : turns_)
        content.messages.push_back({turn.role, turn.edit->toPlainText().toStdString()});
    const QString system = system_->toPlainText();
    if (!system.isEmpty())
        content.system = system.toStdString();
    else if (content.system && !content.system->empty())
        content.system.reset();
    session_.edit(*index_, content, tr("Edit conversation"));
}

void ConversationEditor::commit()
{
    pause_.stop();
    if (!isDirty_)
        return;
    isDirty_ = false;
    takeTexts();
    session_.setHasUnsaved(false);
}

void ConversationEditor::focusAnswer()
{
    for (auto turn = turns_.rbegin(); turn != turns_.rend(); ++turn) {
        if (turn->role != Role::Assistant)
            continue;
        turn->edit->setFocus(Qt::ShortcutFocusReason);
        turn->edit->moveCursor(QTextCursor::End);
        return;
    }
}

void ConversationEditor::onSamplesChanged(const std::vector<size_t>& samples)
{
    if (!index_ || isFilling_ || std::find(samples.begin(), samples.end(), *index_) == samples.end())
        return;
    const Sample& sample = session_.samples()[*index_];
    bool isSame = turns_.size() == sample.messages.size() && system_->toPlainText().toStdString() == sample.system.value_or(std::string());
    for (size_t i = 0; isSame && i < turns_.size(); ++i)
        isSame = turns_[i].role == sample.messages[i].role && turns_[i].edit->toPlainText().toStdString() == sample.messages[i].content;
    if (!isSame)
        rebuild();
}

void ConversationEditor::appendPair()
{
    commit();
    if (!index_)
        return;
    SampleContent content = session_.contentOf(*index_);
    content.messages.push_back({Role::User, {}});
    content.messages.push_back({Role::Assistant, {}});
    session_.edit(*index_, content, tr("Add a question and answer"));
    if (turns_.size() >= 2)
        turns_[turns_.size() - 2].edit->setFocus();
}

void ConversationEditor::removeLast()
{
    commit();
    if (!index_ || turns_.size() <= 2)
        return;
    SampleContent content = session_.contentOf(*index_);
    content.messages.resize(content.messages.size() - 2);
    session_.edit(*index_, content, tr("Remove the last pair"));
}

} // namespace lorikeet
