#include "ui/dataset/conversation_editor.h"

#include "ui/dataset/sample_edit.h"
#include "ui/dataset/turn_box.h"
#include "ui/dataset/turn_edit.h"
#include "ui/project_session.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/flow_layout.h"

#include <QLabel>
#include <QScopedValueRollback>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace lorikeet {
namespace {
constexpr int kPauseMs = 800;
}

ConversationEditor::ConversationEditor(ProjectSession& session, Theme& theme, QWidget* parent)
    : QWidget(parent), session_(session), theme_(theme), column_(new QVBoxLayout(this)), turnColumn_(new QVBoxLayout),
      systemLabel_(makeLabel(tr("Instruction for the whole conversation"), "caption", this)), system_(new TurnEdit(this)),
      worseLabel_(makeLabel(tr("Worse answer (of a preference pair; methods that compare answers learn to avoid it)"), "caption", this, true)), worse_(new TurnEdit(this)),
      add_(new LinkButton(tr("Add a question and answer"), this)), addSystem_(new LinkButton(tr("Add an instruction"), this)),
      addWorse_(new LinkButton(tr("Add a worse answer"), this)),
      drafts_(
          session, this, [this](size_t index, const SampleContent& typed, std::function<void(bool)> done) { save(index, typed, std::move(done)); },
          [this] { tellUnsaved(); })
{
    setProperty("role", "scrolled");
    column_->setContentsMargins(0, 0, space::kXs, 0);
    column_->setSpacing(space::kXs);
    turnColumn_->setSpacing(0);
    column_->addWidget(systemLabel_);
    column_->addWidget(system_);
    column_->addLayout(turnColumn_);
    column_->addWidget(worseLabel_);
    column_->addWidget(worse_);
    auto* links = new FlowLayout(0);
    for (LinkButton* link : {add_, addSystem_, addWorse_})
        links->addWidget(link);
    column_->addLayout(links);
    column_->addStretch(1);
    for (const auto& [edit, name, label] : {std::tuple{system_, "turn.system", systemLabel_}, std::tuple{worse_, "turn.worse", worseLabel_}}) {
        edit->setObjectName(name);
        edit->setAccessibleName(label->text());
        connect(edit, &QPlainTextEdit::textChanged, this, &ConversationEditor::onTyped);
        connect(edit, &TurnEdit::focusLeft, this, &ConversationEditor::commit);
    }
    add_->setObjectName("addTurns");
    addSystem_->setObjectName("addSystem");
    addWorse_->setObjectName("addWorse");
    pause_.setSingleShot(true);
    pause_.setInterval(kPauseMs);
    connect(&pause_, &QTimer::timeout, this, &ConversationEditor::commit);
    connect(add_, &QPushButton::clicked, this, [this] {
        change(tr("Add a question and answer"), [](SampleContent& content) {
            content.messages.push_back({Role::User, {}});
            content.messages.push_back({Role::Assistant, {}});
        });
        if (turnCount_ >= 2)
            boxes_[turnCount_ - 2]->edit().setFocus();
    });
    const auto open = [](QLabel* label, TurnEdit* edit, LinkButton* link) {
        label->show();
        edit->show();
        link->hide();
        edit->setFocus();
    };
    connect(addSystem_, &QPushButton::clicked, this, [this, open] { open(systemLabel_, system_, addSystem_); });
    connect(addWorse_, &QPushButton::clicked, this, [this, open] { open(worseLabel_, worse_, addWorse_); });
    connect(&session_, &ProjectSession::samplesChanged, this, &ConversationEditor::onSamplesChanged);
    connect(&session_, &ProjectSession::aboutToLeave, this, &ConversationEditor::commit);
    connect(&session_, &ProjectSession::completed, this, [this] {
        keepTyped();
        refresh();
    });
    refresh();
}

ConversationEditor::~ConversationEditor()
{
    session_.forgetEditor(this);
}

void ConversationEditor::setSample(std::optional<size_t> index)
{
    commit();
    sample_ = refTo(session_, index);
    refresh();
}

/// What was typed for this sample and isn't saved yet stands before what the sample says.
void ConversationEditor::refresh()
{
    const QScopedValueRollback filling(isFilling_, true);
    static const SampleContent kNone;
    const SampleContent* draft = drafts_.find(sample_);
    const auto index = this->index();
    const SampleContent& content = draft != nullptr ? *draft : index ? session_.samples()[*index].content() : kNone;
    system_->setText(content.system.value_or(std::string()));
    worse_->setText(content.rejectedAnswer.value_or(std::string()));
    fillTurns(content.messages);
    isDirty_ = false;
    const bool isOpen = session_.canEdit();
    system_->setReadOnly(!isOpen);
    worse_->setReadOnly(!isOpen);
    for (size_t i = 0; i < turnCount_; ++i)
        boxes_[i]->setReadOnly(!isOpen);
    showLinks();
    Q_EMIT shownChanged();
}

void ConversationEditor::showLinks()
{
    const auto index = this->index();
    const bool hasSample = index && session_.canEdit();
    const bool hasSystem = index && !system_->text().empty();
    const bool hasWorse = index && (session_.samples()[*index].rejectedAnswer.has_value() || !worse_->text().empty());
    systemLabel_->setVisible(hasSystem);
    system_->setVisible(hasSystem);
    worseLabel_->setVisible(hasWorse);
    worse_->setVisible(hasWorse);
    add_->setVisible(hasSample);
    addSystem_->setVisible(hasSample && !hasSystem);
    addWorse_->setVisible(hasSample && !hasWorse);
}

TurnBox* ConversationEditor::addBox()
{
    const int number = static_cast<int>(boxes_.size());
    auto* box = new TurnBox(theme_, number, this);
    turnColumn_->addWidget(box);
    boxes_.push_back(box);
    connect(box, &TurnBox::edited, this, &ConversationEditor::onTyped);
    connect(box, &TurnBox::left, this, &ConversationEditor::commit);
    connect(box, &TurnBox::removeRequested, this, [this, number] {
        change(tr("Remove a turn"), [at = static_cast<size_t>(number)](SampleContent& content) {
            if (at < content.messages.size())
                content.messages.erase(content.messages.begin() + static_cast<std::ptrdiff_t>(at));
        });
    });
    connect(box, &TurnBox::moveRequested, this, [this, number](int by) {
        change(tr("Move a turn"), [from = static_cast<size_t>(number), to = static_cast<size_t>(number + by)](SampleContent& content) {
            if (std::max(from, to) < content.messages.size())
                std::swap(content.messages[from], content.messages[to]);
        });
    });
    return box;
}

void ConversationEditor::fillTurns(const std::vector<Message>& messages)
{
    turnCount_ = messages.size();
    while (boxes_.size() < turnCount_)
        addBox();
    for (size_t i = 0; i < boxes_.size(); ++i) {
        boxes_[i]->setVisible(i < turnCount_);
        if (i >= turnCount_)
            continue;
        boxes_[i]->setMessage(messages[i]);
        boxes_[i]->setPlace(i == 0, i + 1 == turnCount_, turnCount_ == 1);
    }
}

void ConversationEditor::onTyped()
{
    if (isFilling_)
        return;
    isDirty_ = true;
    tellUnsaved();
    pause_.start();
    Q_EMIT shownChanged();
}

SampleContent ConversationEditor::contentInBoxes(SampleContent content) const
{
    content.messages.clear();
    for (size_t i = 0; i < turnCount_; ++i)
        content.messages.push_back(boxes_[i]->message());
    const auto take = [](const TurnEdit* edit, std::optional<std::string>& text) {
        const std::string typed = edit->text();
        if (!typed.empty())
            text = typed;
        else if (text && !text->empty())
            text.reset();
    };
    take(system_, content.system);
    take(worse_, content.rejectedAnswer);
    return content;
}

std::optional<Sample> ConversationEditor::shown() const
{
    const auto index = this->index();
    if (!index)
        return std::nullopt;
    Sample sample = session_.samples()[*index];
    sample.content() = contentInBoxes(sample.content());
    return sample;
}

void ConversationEditor::keepTyped()
{
    if (!std::exchange(isDirty_, false) || !sample_)
        return;
    const auto index = this->index();
    drafts_.keep(*sample_, contentInBoxes(index ? session_.contentOf(*index) : SampleContent()));
}

void ConversationEditor::commit()
{
    pause_.stop();
    const bool wasTyped = isDirty_;
    keepTyped();
    drafts_.save();
    tellUnsaved();
    if (wasTyped)
        showLinks();
}

void ConversationEditor::save(size_t index, const SampleContent& typed, std::function<void(bool)> done)
{
    const auto takeTexts = [typed](SampleContent& content) {
        content.messages = typed.messages;
        content.system = typed.system;
        content.rejectedAnswer = typed.rejectedAnswer;
    };
    editSample(session_, index, tr("Edit conversation"), takeTexts, std::move(done));
}

void ConversationEditor::tellUnsaved()
{
    session_.setHasUnsaved(this, isDirty_ || !drafts_.isEmpty());
}

void ConversationEditor::change(const QString& label, const std::function<void(SampleContent&)>& change)
{
    commit();
    if (const auto index = this->index(); index && !drafts_.hasFailed(sample_))
        editSample(session_, *index, label, change);
}

void ConversationEditor::focusAnswer()
{
    for (size_t i = turnCount_; i-- > 0;) {
        if (boxes_[i]->message().role != Role::Assistant)
            continue;
        boxes_[i]->edit().setFocus(Qt::ShortcutFocusReason);
        boxes_[i]->edit().moveCursor(QTextCursor::End);
        return;
    }
}

void ConversationEditor::onSamplesChanged(const std::vector<size_t>& samples)
{
    const auto index = this->index();
    if (!index || isDirty_ || drafts_.find(sample_) != nullptr || std::find(samples.begin(), samples.end(), *index) == samples.end())
        return;
    const SampleContent content = session_.contentOf(*index);
    if (contentInBoxes(content) != content)
        refresh();
}

} // namespace lorikeet
