#include "ui/dataset/tags_line.h"

#include "ui/dataset/sample_edit.h"
#include "ui/dataset/tag_counts.h"
#include "ui/project_session.h"
#include "ui/widgets/while_alive.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QStringListModel>

#include <algorithm>

namespace lorikeet {

TagsLine::TagsLine(ProjectSession& session, QWidget* parent)
    : QLineEdit(parent), session_(session), completer_(new QCompleter(this)), known_(new QStringListModel(this)),
      drafts_(
          session, this,
          [this](size_t index, const std::vector<std::string>& tags, std::function<void(bool)> done) {
              editSample(session_, index, tr("Edit tags"), [tags](SampleContent& content) { content.tags = tags; }, std::move(done));
          },
          [this] { tellUnsaved(); })
{
    setObjectName("tags");
    setAccessibleName(tr("Tags of this example"));
    setPlaceholderText(tr("Tags, with commas between"));
    completer_->setModel(known_);
    completer_->setWidget(this);
    completer_->setCaseSensitivity(Qt::CaseInsensitive);
    connect(this, &QLineEdit::textEdited, this, [this] {
        tellUnsaved();
        complete();
    });
    connect(this, &QLineEdit::returnPressed, this, &TagsLine::commit);
    connect(completer_, qOverload<const QString&>(&QCompleter::activated), this, [this](const QString& tag) {
        const qsizetype comma = text().lastIndexOf(u',', cursorPosition() - 1);
        const QString rest = text().mid(cursorPosition());
        setText((comma < 0 ? QString() : text().left(comma + 1) + u' ') + tag + rest);
        setModified(true);
        commit();
    });
    connect(&session_, &ProjectSession::aboutToLeave, this, &TagsLine::commit);
    connect(&session_, &ProjectSession::completed, this, [this] {
        keepTyped();
        refresh();
    });
    connect(&session_, &ProjectSession::samplesChanged, this, [this](const std::vector<size_t>& samples) {
        const auto index = indexOf(session_, sample_);
        if (index && !isModified() && std::find(samples.begin(), samples.end(), *index) != samples.end())
            refresh();
    });
}

TagsLine::~TagsLine()
{
    session_.forgetEditor(this);
}

std::vector<std::string> TagsLine::tagsOf(const QString& text)
{
    std::vector<std::string> tags;
    for (const QString& piece : text.split(u',')) {
        const std::string tag = piece.simplified().toStdString();
        if (!tag.empty() && std::find(tags.begin(), tags.end(), tag) == tags.end())
            tags.push_back(tag);
    }
    return tags;
}

void TagsLine::setSample(std::optional<size_t> index)
{
    commit();
    sample_ = refTo(session_, index);
    refresh();
}

void TagsLine::refresh()
{
    const std::vector<std::string>* draft = drafts_.find(sample_);
    const auto index = indexOf(session_, sample_);
    showTags(draft != nullptr ? *draft : index ? session_.samples()[*index].tags : std::vector<std::string>());
    setReadOnly(!session_.canEdit());
}

void TagsLine::showTags(const std::vector<std::string>& tags)
{
    QStringList words;
    for (const std::string& tag : tags)
        words << QString::fromStdString(tag);
    if (const QString shown = words.join(QStringLiteral(", ")); shown != text())
        setText(shown);
    setModified(false);
}

void TagsLine::keepTyped()
{
    if (isModified() && sample_)
        drafts_.keep(*sample_, tagsOf(text()));
    setModified(false);
}

void TagsLine::commit()
{
    const bool wasTyped = isModified();
    keepTyped();
    drafts_.save();
    tellUnsaved();
    if (wasTyped)
        refresh();
}

void TagsLine::tellUnsaved()
{
    session_.setHasUnsaved(this, isModified() || !drafts_.isEmpty());
}

void TagsLine::focusInEvent(QFocusEvent* event)
{
    QLineEdit::focusInEvent(event);
    if (!session_.isOpen())
        return;
    session_.query<TagCounts>([](const DataView& view) { return countTags(view.samples); }, whileAlive(this, [this](const TaskResult<TagCounts>& result) {
        QStringList tags;
        for (const auto& known : result.value.value_or(TagCounts()))
            tags << QString::fromStdString(known.first);
        known_->setStringList(tags);
    }));
}

void TagsLine::focusOutEvent(QFocusEvent* event)
{
    QLineEdit::focusOutEvent(event);
    if (event->reason() != Qt::PopupFocusReason)
        commit();
}

void TagsLine::complete()
{
    const qsizetype comma = cursorPosition() > 0 ? text().lastIndexOf(u',', cursorPosition() - 1) : -1;
    const QString piece = text().mid(comma + 1, cursorPosition() - comma - 1).trimmed();
    completer_->setCompletionPrefix(piece);
    if (piece.isEmpty() || completer_->completionCount() == 0)
        return completer_->popup()->hide();
    QRect place = rect();
    place.setLeft(cursorRect().left());
    place.setWidth(std::min(place.width(), fontMetrics().averageCharWidth() * 30));
    completer_->complete(place);
}

} // namespace lorikeet
