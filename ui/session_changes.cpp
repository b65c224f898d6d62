// Changes to the open project: recorded in the journal, then shown.
#include "core/data/bulk_step.h"
#include "ui/project_session.h"

#include <QDateTime>

namespace lorikeet {
namespace {

/// More changes than this are recorded off the GUI thread.
constexpr size_t kManyChanges = 200;

} // namespace

/// Changes as the journal stores them and as the samples get them.
struct ProjectSession::Step {
    BulkStep bulk;                 ///< Of a change, or …
    std::vector<ChangeLine> lines; ///< … of an undo or a redo.
};

namespace {

/// Tells once what came of a change: also where it was dropped before it could be made.
class Outcome {
public:
    explicit Outcome(std::function<void(bool)> told) : told_(std::move(told)) {}
    ~Outcome() { tell(false); }
    Outcome(const Outcome&) = delete;
    Outcome& operator=(const Outcome&) = delete;
    void tell(bool isRecorded)
    {
        if (const auto told = std::exchange(told_, {}))
            told(isRecorded);
    }

private:
    std::function<void(bool)> told_;
};

} // namespace

/// The step of changing `rows`, written to the journal. For any thread.
std::shared_ptr<ProjectSession::Step> ProjectSession::takeStep(const Samples& samples, const std::vector<size_t>& rows, const BulkEdit& edit, Project project)
{
    auto step = std::make_shared<Step>(Step{makeBulkStep(samples, rows, edit, project.journal()), {}});
    if (!step->bulk.rows.empty())
        project.journal().record(std::move(step->bulk.block), step->bulk.label, QDateTime::currentMSecsSinceEpoch());
    step->bulk.block = EditBlock();
    return step;
}

bool ProjectSession::holdsIgnores(const Step& step)
{
    return std::any_of(step.lines.begin(), step.lines.end(), [](const ChangeLine& line) { return !line.ignores.empty(); });
}

bool ProjectSession::edit(size_t index, const SampleContent& after, const QString& label)
{
    if (after == contentOf(index))
        return true;
    SampleContent content = after;
    noteAuthor(contentOf(index), content);
    // What was typed is laid over what the sample says by then.
    auto patch = std::make_shared<ContentPatch>(patchBetween(contentOf(index), content));
    return change(index, {Text(label.toStdString()), [patch](const Sample&, SampleContent& to) { patch->moveInto(to); }});
}

bool ProjectSession::change(size_t index, const BulkEdit& edit, std::function<void(bool isRecorded)> done)
{
    const auto outcome = std::make_shared<Outcome>(std::move(done));
    const auto hasFailed = std::make_shared<bool>(false);
    enqueueFor({index}, [this, edit, outcome, hasFailed](const std::vector<size_t>& rows) {
        *hasFailed = !runNow(rows, edit);
        outcome->tell(!*hasFailed);
    });
    return !*hasFailed;
}

bool ProjectSession::runNow(const std::vector<size_t>& rows, const BulkEdit& edit)
{
    return guarded(this, &ProjectSession::problem, [&] {
        const auto step = takeStep(*samples_, rows, edit, *project_);
        const std::vector<size_t> changed = applyStep(*step);
        text_->update(*samples_, changed);
        announce(changed);
    });
}

void ProjectSession::setExcluded(const std::vector<size_t>& indexes, bool isExcluded)
{
    runBulk(indexes, lorikeet::setExcluded(isExcluded));
}

void ProjectSession::runInBackground(const QString& text, std::function<std::shared_ptr<Step>(const Samples&)> make, Recorded onRecorded)
{
    isRecording_ = true;
    beginWork(text);
    tellSaveState();
    runTask<std::shared_ptr<Step>>(
        this, [samples = samples_, make = std::move(make)] { return make(*samples); },
        [this, samples = samples_, onRecorded = std::move(onRecorded)](const TaskResult<std::shared_ptr<Step>>& result) {
            if (result.value && samples == samples_) {
                settle(**result.value, onRecorded);
                return;
            }
            if (!result.value)
                Q_EMIT problem(result.message, result.hint);
            endWork();
        },
        unboundedPool());
}

void ProjectSession::settle(Step& step, const Recorded& onRecorded)
{
    const auto changed = std::make_shared<std::vector<size_t>>(applyStep(step));
    const bool hasIgnores = holdsIgnores(step);
    step = Step();
    // The folded texts of so many samples take a while.
    runTask<bool>(
        this,
        [samples = samples_, text = text_, changed] {
            text->update(*samples, *changed);
            os::releaseFreedMemory();
            return true;
        },
        [this, changed, hasIgnores, onRecorded](const TaskResult<bool>& result) {
            if (!result.value)
                Q_EMIT problem(result.message, result.hint);
            announce(*changed, hasIgnores);
            if (onRecorded)
                onRecorded(changed->size());
            endWork();
        },
        memoryPool());
}

void ProjectSession::applyChanges(std::vector<Edit::Change> changes, const Text& label, Recorded onRecorded)
{
    std::vector<size_t> rows;
    auto byId = std::make_shared<std::unordered_map<std::string, ContentPatch>>();
    for (Edit::Change& change : changes) {
        const auto index = indexOf(change.sampleId);
        if (!index)
            continue;
        noteAuthor(change.before, change.after);
        rows.push_back(*index);
        (*byId)[change.sampleId].append(patchBetween(change.before, change.after));
    }
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    runBulk(std::move(rows), {label, [byId](const Sample& sample, SampleContent& content) { byId->at(sample.id).moveInto(content); }}, std::move(onRecorded));
}

void ProjectSession::runBulk(std::vector<size_t> rows, const BulkEdit& edit, Recorded onRecorded)
{
    if (rows.empty())
        return;
    enqueueFor(rows, [this, edit, onRecorded = std::move(onRecorded)](const std::vector<size_t>& rows) {
        if (rows.size() <= kManyChanges) {
            if (runNow(rows, edit) && onRecorded)
                onRecorded(rows.size());
            return;
        }
        runInBackground(
            translated(withCount(edit.label, rows.size())), [rows, edit, project = *project_](const Samples& samples) { return takeStep(samples, rows, edit, project); }, onRecorded);
    });
}

void ProjectSession::revertToOriginal(std::vector<size_t> rows)
{
    if (rows.empty())
        return;
    enqueueFor(rows, [this](const std::vector<size_t>& rows) {
        runInBackground(tr("Revert to the original"), [rows, project = *project_](const Samples& samples) {
            const Dataset originals = project.readOriginals();
            std::unordered_map<std::string_view, const SampleContent*> byId;
            for (const Sample& sample : originals.samples)
                byId.emplace(sample.id, &sample.content());
            const BulkEdit edit = revertTo([&byId](const std::string& id) {
                const auto found = byId.find(id);
                return found == byId.end() ? nullptr : found->second;
            });
            return takeStep(samples, rows, edit, project);
        });
    });
}

void ProjectSession::setIgnored(const std::string& rule, const std::vector<std::string>& sampleIds, bool isIgnored, Recorded onRecorded)
{
    enqueue([this, rule, sampleIds, isIgnored, onRecorded = std::move(onRecorded)] {
        guarded(this, &ProjectSession::problem, [&] {
            if (!project_->setIgnored(rule, sampleIds, isIgnored))
                return;
            announce({}, true);
            if (onRecorded)
                onRecorded(sampleIds.size());
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
    const auto go = [held = *project_, isForward] {
        Project project = held;
        return std::make_shared<Step>(Step{{}, (isForward ? project.journal().redo() : project.journal().undo()).lines});
    };
    const uint64_t size = isForward ? project_->journal().redoSize() : project_->journal().undoSize();
    if (size > kManyChanges) {
        runInBackground(isForward ? tr("Redo: %1").arg(redoLabel()) : tr("Undo: %1").arg(undoLabel()), [go](const Samples&) { return go(); });
        return;
    }
    guarded(this, &ProjectSession::problem, [&] {
        const auto step = go();
        const bool hasIgnores = holdsIgnores(*step);
        const std::vector<size_t> changed = applyStep(*step);
        text_->update(*samples_, changed);
        announce(changed, hasIgnores);
    });
}

bool ProjectSession::canUndo() const { return isOpen() && project_->journal().canUndo(); }
bool ProjectSession::canRedo() const { return isOpen() && project_->journal().canRedo(); }
QString ProjectSession::undoLabel() const { return isOpen() ? translated(project_->journal().undoLabel()) : QString(); }
QString ProjectSession::redoLabel() const { return isOpen() ? translated(project_->journal().redoLabel()) : QString(); }

std::vector<size_t> ProjectSession::applyStep(Step& step)
{
    std::vector<size_t> changed;
    const auto apply = [&](size_t index, ContentPatch& patch) {
        patch.moveInto((*samples_)[index].content());
        (*edited_)[index] = project_->journal().isEdited((*samples_)[index].id) ? 1 : 0;
        changed.push_back(index);
    };
    for (size_t i = 0; i < step.bulk.rows.size(); ++i)
        apply(step.bulk.rows[i], step.bulk.patches[i]);
    for (ChangeLine& line : step.lines)
        if (const auto index = indexOf(line.sampleId); index && !line.patch.isEmpty()) // Else the row has left the data file; its edit waits.
            apply(*index, line.patch);
    return changed;
}

void ProjectSession::announce(const std::vector<size_t>& changed, bool hasIgnores)
{
    if (!changed.empty())
        Q_EMIT samplesChanged(changed);
    if (hasIgnores)
        Q_EMIT ignoredChanged();
    Q_EMIT undoStateChanged();
}

void ProjectSession::versionsOf(size_t index, std::function<void(const TaskResult<std::vector<SampleVersion>>&)> done)
{
    // Not while a change is in the journal and not yet in the sample.
    enqueue([this, id = (*samples_)[index].id, done = std::move(done)] {
        if (const auto now = indexOf(id))
            runTask<std::vector<SampleVersion>>(
                this, [project = *project_, id, content = contentOf(*now)] { return project.journal().historyOf(id, content); }, done, unboundedPool());
    }, false);
}

} // namespace lorikeet
