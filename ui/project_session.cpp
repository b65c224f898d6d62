#include "ui/project_session.h"

#include "ui/widgets/task.h"

#include <QDateTime>

namespace lorikeet {

/// What reading a project off the GUI thread gives.
struct ProjectSession::Loaded {
    Project project;
    Dataset dataset;
    std::unordered_map<std::string, size_t> indexById;
};

ProjectSession::ProjectSession(QObject* parent) : QObject(parent) {}
ProjectSession::~ProjectSession() = default;

std::optional<size_t> ProjectSession::indexOf(const std::string& sampleId) const
{
    const auto found = indexById_.find(sampleId);
    return found == indexById_.end() ? std::nullopt : std::optional<size_t>(found->second);
}

std::shared_ptr<ProjectSession::Loaded> ProjectSession::load(const QString& path)
{
    auto loaded = std::make_shared<Loaded>(Loaded{Project::open(path.toStdString()), {}, {}});
    loaded->dataset = loaded->project.readOriginals();
    std::vector<Sample>& samples = loaded->dataset.samples;
    loaded->indexById.reserve(samples.size());
    for (size_t i = 0; i < samples.size(); ++i)
        loaded->indexById.emplace(samples[i].id, i);
    loaded->project.journal().applyTo(samples, false);
    return loaded;
}

void ProjectSession::install(Loaded& loaded)
{
    project_ = std::move(loaded.project);
    samples_ = std::move(loaded.dataset.samples);
    issues_ = std::move(loaded.dataset.issues);
    indexById_ = std::move(loaded.indexById);
    current_ = 0;
    Q_EMIT opened();
    Q_EMIT undoStateChanged();
}

bool ProjectSession::open(const QString& path)
{
    ++openings_;
    return guarded(this, &ProjectSession::problem, [&] { install(*load(path)); });
}

void ProjectSession::openInBackground(const QString& path)
{
    const int opening = ++openings_;
    Q_EMIT this->opening(path);
    runTask<std::shared_ptr<Loaded>>(
        this, [path] { return load(path); },
        [this, opening](const TaskResult<std::shared_ptr<Loaded>>& result) {
            if (opening != openings_)
                return;
            if (result.value)
                install(**result.value);
            else
                Q_EMIT problem(result.message, result.hint);
        });
}

void ProjectSession::reload()
{
    if (isOpen())
        openInBackground(QString::fromStdString(project_->folder()));
}

void ProjectSession::setCurrent(size_t index)
{
    if (index == current_ || index >= samples_.size())
        return;
    current_ = index;
    Q_EMIT currentChanged(index);
}

bool ProjectSession::isEdited(size_t index) const
{
    return project_->journal().contentOf(samples_[index].id) != nullptr;
}

void ProjectSession::setHasUnsaved(bool hasUnsaved)
{
    if (hasUnsaved == hasUnsaved_)
        return;
    hasUnsaved_ = hasUnsaved;
    Q_EMIT saveStateChanged(hasUnsaved);
}

SampleContent ProjectSession::contentOf(size_t index) const
{
    return samples_[index].content();
}

void ProjectSession::edit(size_t index, const SampleContent& after, const QString& label)
{
    const SampleContent before = contentOf(index);
    if (before != after)
        record({{samples_[index].id, before, after}}, label);
}

void ProjectSession::setExcluded(const std::vector<size_t>& indexes, bool isExcluded)
{
    std::vector<Edit::Change> changes;
    for (const size_t index : indexes) {
        const SampleContent before = contentOf(index);
        if (before.isExcluded == isExcluded)
            continue;
        SampleContent after = before;
        after.isExcluded = isExcluded;
        changes.push_back({samples_[index].id, before, after});
    }
    if (!changes.empty())
        record(std::move(changes), isExcluded ? tr("Leave out") : tr("Take in again"));
}

void ProjectSession::record(std::vector<Edit::Change> changes, const QString& label)
{
    guarded(this, &ProjectSession::problem, [&] {
        Edit edit;
        edit.changes = std::move(changes);
        edit.label = Text(label.toStdString());
        edit.timeMs = QDateTime::currentMSecsSinceEpoch();
        project_->journal().record(edit);
        apply(edit, true);
    });
}

void ProjectSession::undo()
{
    if (canUndo())
        guarded(this, &ProjectSession::problem, [&] { apply(project_->journal().undo(), false); });
}

void ProjectSession::redo()
{
    if (canRedo())
        guarded(this, &ProjectSession::problem, [&] { apply(project_->journal().redo(), true); });
}

bool ProjectSession::canUndo() const
{
    return isOpen() && project_->journal().canUndo();
}

bool ProjectSession::canRedo() const
{
    return isOpen() && project_->journal().canRedo();
}

void ProjectSession::apply(const Edit& edit, bool isForward)
{
    std::vector<size_t> changed;
    for (const Edit::Change& change : edit.changes) {
        const auto index = indexOf(change.sampleId);
        if (!index)
            continue; // The row has left the data file since; its edit waits in the journal.
        const SampleContent& content = isForward ? change.after : change.before;
        samples_[*index].messages = content.messages;
        samples_[*index].system = content.system;
        samples_[*index].isExcluded = content.isExcluded;
        changed.push_back(*index);
    }
    if (!changed.empty())
        Q_EMIT samplesChanged(changed);
    Q_EMIT undoStateChanged();
}

} // namespace lorikeet
