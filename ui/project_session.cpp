#include "ui/project_session.h"

#include "ui/widgets/guarded.h"

#include <QDateTime>

namespace lorikeet {

ProjectSession::ProjectSession(QObject* parent) : QObject(parent) {}
ProjectSession::~ProjectSession() = default;

std::optional<size_t> ProjectSession::indexOf(const std::string& sampleId) const
{
    const auto found = indexById_.find(sampleId);
    return found == indexById_.end() ? std::nullopt : std::optional<size_t>(found->second);
}

bool ProjectSession::open(const QString& path)
{
    return guarded(this, &ProjectSession::problem, [&] {
        Project project = Project::open(path.toStdString());
        Dataset dataset = project.readOriginals();
        const EditJournal& journal = project.journal();
        std::vector<bool> excluded(dataset.samples.size(), false);
        std::unordered_map<std::string, size_t> indexById;
        indexById.reserve(dataset.samples.size());
        for (size_t i = 0; i < dataset.samples.size(); ++i) {
            indexById.emplace(dataset.samples[i].id, i);
            const EditedContent* content = journal.contentOf(dataset.samples[i].id);
            excluded[i] = content != nullptr && content->isExcluded;
        }
        journal.applyTo(dataset.samples, false);
        project_ = std::move(project);
        samples_ = std::move(dataset.samples);
        issues_ = std::move(dataset.issues);
        excluded_ = std::move(excluded);
        indexById_ = std::move(indexById);
        Q_EMIT opened();
        Q_EMIT undoStateChanged();
    });
}

EditedContent ProjectSession::contentOf(size_t index) const
{
    return {samples_[index].messages, samples_[index].system, excluded_[index]};
}

void ProjectSession::edit(size_t index, const EditedContent& after, const QString& label)
{
    const EditedContent before = contentOf(index);
    if (before == after)
        return;
    guarded(this, &ProjectSession::problem, [&] {
        Edit edit;
        edit.changes.push_back({samples_[index].id, before, after});
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
    for (const Edit::Change& change : edit.changes) {
        const auto index = indexOf(change.sampleId);
        if (!index)
            continue; // The row has left the data file since; its edit waits in the journal.
        const EditedContent& content = isForward ? change.after : change.before;
        samples_[*index].messages = content.messages;
        samples_[*index].system = content.system;
        excluded_[*index] = content.isExcluded;
        Q_EMIT sampleChanged(*index);
    }
    Q_EMIT undoStateChanged();
}

} // namespace lorikeet
