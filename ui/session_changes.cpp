// Changes to the open project: recorded in the journal, then shown.
#include "core/data/parallel.h"
#include "ui/project_session.h"

#include <QDateTime>

namespace lorikeet {
namespace {

/// More changes than this are recorded off the GUI thread.
constexpr size_t kManyChanges = 200;

Edit makeEdit(std::vector<Edit::Change> changes, Text label)
{
    if (label.id.find("%1") != std::string::npos && label.args.empty())
        label.args = {std::to_string(changes.size())};
    return {std::move(changes), std::move(label), QDateTime::currentMSecsSinceEpoch()};
}

std::vector<Edit::Change> changesOf(const std::vector<Sample>& samples, const std::vector<size_t>& rows, const BulkEdit& edit)
{
    constexpr size_t kPiece = 512;
    std::vector<std::vector<Edit::Change>> pieces((rows.size() + kPiece - 1) / kPiece);
    parallelFor(rows.size(), kPiece, [&](size_t begin, size_t end) {
        for (size_t i = begin; i < end; ++i)
            if (auto after = changedContent(samples[rows[i]], edit))
                pieces[begin / kPiece].push_back({samples[rows[i]].id, samples[rows[i]].content(), std::move(*after)});
    });
    std::vector<Edit::Change> changes;
    for (auto& piece : pieces)
        std::move(piece.begin(), piece.end(), std::back_inserter(changes));
    return changes;
}

} // namespace

/// What a piece of background work gave.
struct ProjectSession::Outcome {
    Edit edit;
    bool isForward = true;
};

bool ProjectSession::edit(size_t index, const SampleContent& after, const QString& label)
{
    SampleContent content = after;
    if (content == contentOf(index))
        return true;
    noteAuthor(contentOf(index), content);
    bool isSaved = true;
    const auto record = [this, index, content, label, &isSaved](bool isNow) {
        const bool isDone = guarded(this, &ProjectSession::problem,
            [&] { recordNow(makeEdit({{(*samples_)[index].id, contentOf(index), content}}, Text(label.toStdString()))); });
        if (isNow)
            isSaved = isDone;
    };
    if (isBusy_ || !waiting_.empty())
        waiting_.push_back([record] { record(false); });
    else
        record(true);
    return isSaved;
}

void ProjectSession::setExcluded(const std::vector<size_t>& indexes, bool isExcluded)
{
    runBulk(indexes, lorikeet::setExcluded(isExcluded));
}

void ProjectSession::recordNow(Edit edit)
{
    if (edit.changes.empty())
        return;
    project_->journal().record(edit);
    finish(edit, true);
}

void ProjectSession::recordInBackground(const QString& text, std::function<Edit(const Samples&)> make)
{
    beginWork(text);
    runTask<std::shared_ptr<Outcome>>(
        this,
        [samples = samples_, project = *project_, make = std::move(make)]() mutable {
            auto outcome = std::make_shared<Outcome>(Outcome{make(*samples), true});
            if (!outcome->edit.changes.empty())
                project.journal().record(outcome->edit);
            return outcome;
        },
        [this](const TaskResult<std::shared_ptr<Outcome>>& result) {
            if (!result.value)
                Q_EMIT problem(result.message, result.hint);
            else if (!(*result.value)->edit.changes.empty())
                finish((*result.value)->edit, true);
            endWork();
        });
}

void ProjectSession::applyChanges(std::vector<Edit::Change> changes, const Text& label)
{
    for (Edit::Change& change : changes)
        noteAuthor(change.before, change.after);
    enqueue([this, edit = makeEdit(std::move(changes), label)] {
        if (edit.changes.size() <= kManyChanges)
            guarded(this, &ProjectSession::problem, [&] { recordNow(edit); });
        else
            recordInBackground(translated(edit.label), [edit](const Samples&) { return edit; });
    });
}

void ProjectSession::runBulk(std::vector<size_t> rows, const BulkEdit& edit)
{
    enqueue([this, rows = std::move(rows), edit] {
        if (rows.size() <= kManyChanges) {
            guarded(this, &ProjectSession::problem, [&] { recordNow(makeEdit(changesOf(*samples_, rows, edit), edit.label)); });
            return;
        }
        Text text = edit.label;
        text.args = {std::to_string(rows.size())};
        recordInBackground(translated(text), [rows, edit](const Samples& samples) { return makeEdit(changesOf(samples, rows, edit), edit.label); });
    });
}

void ProjectSession::revertToOriginal(std::vector<size_t> rows)
{
    enqueue([this, rows = std::move(rows)] {
        recordInBackground(tr("Revert to the original"), [rows, project = *project_](const Samples& samples) {
            const Dataset originals = project.readOriginals();
            std::unordered_map<std::string_view, const SampleContent*> byId;
            for (const Sample& sample : originals.samples)
                byId.emplace(sample.id, &sample.content());
            const BulkEdit edit = revertTo([&byId](const std::string& id) {
                const auto found = byId.find(id);
                return found == byId.end() ? nullptr : found->second;
            });
            return makeEdit(changesOf(samples, rows, edit), edit.label);
        });
    });
}

void ProjectSession::undo()
{
    enqueue([this] {
        if (canUndo())
            travel(false);
    });
}

void ProjectSession::redo()
{
    enqueue([this] {
        if (canRedo())
            travel(true);
    });
}

void ProjectSession::travel(bool isForward)
{
    guarded(this, &ProjectSession::problem, [&] { finish(isForward ? project_->journal().redo() : project_->journal().undo(), isForward); });
}

bool ProjectSession::canUndo() const
{
    return isOpen() && project_->journal().canUndo();
}

bool ProjectSession::canRedo() const
{
    return isOpen() && project_->journal().canRedo();
}

QString ProjectSession::undoLabel() const
{
    return canUndo() ? translated(project_->journal().undoLabel()) : QString();
}

QString ProjectSession::redoLabel() const
{
    return canRedo() ? translated(project_->journal().redoLabel()) : QString();
}

std::vector<size_t> ProjectSession::applyEdit(const Edit& edit, bool isForward)
{
    std::vector<size_t> changed;
    for (const Edit::Change& change : edit.changes) {
        const auto index = indexOf(change.sampleId);
        if (!index)
            continue; // The row has left the data file since; its edit waits in the journal.
        (*samples_)[*index].content() = isForward ? change.after : change.before;
        (*edited_)[*index] = project_->journal().isEdited(change.sampleId) ? 1 : 0;
        changed.push_back(*index);
    }
    return changed;
}

void ProjectSession::finish(const Edit& edit, bool isForward)
{
    const std::vector<size_t> changed = applyEdit(edit, isForward);
    text_->update(*samples_, changed);
    if (!changed.empty())
        Q_EMIT samplesChanged(changed);
    Q_EMIT undoStateChanged();
}

} // namespace lorikeet
