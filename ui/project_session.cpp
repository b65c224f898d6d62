#include "ui/project_session.h"

#include <QDir>

namespace lorikeet {

namespace {

/// Captions that are read before the rows are shown: more than a screen of them.
constexpr size_t kFirstCaptions = 400;
/// Captions that are read at once behind the window.
constexpr size_t kCaptionPiece = 4000;
/// Stands for a caption that is still to be read while the edits are applied.
constexpr const char* kUnread = "\x01 unread";

/// Whether a path names this project. No disk is looked at.
bool leadsTo(const QString& path, const Project& project)
{
    const QString clean = QDir::cleanPath(path), folder = QString::fromStdString(project.folder());
    return clean == folder || clean == folder + u'/' + QLatin1String(ProjectFile::kFileName);
}

} // namespace

/// What reading a project off the GUI thread gives.
struct ProjectSession::Loaded {
    Project project;
    Dataset dataset;
    std::unordered_map<std::string, size_t> indexById;
    std::shared_ptr<SearchText> text;
    std::shared_ptr<std::vector<uint8_t>> edited;
    std::vector<uint8_t> isPending;
    size_t pendingCount = 0;
};

ProjectSession::ProjectSession(QObject* parent) : QObject(parent) {}
ProjectSession::~ProjectSession()
{
    dropChanges(); // Who asked for them is told while everything here is still whole.
}

std::optional<size_t> ProjectSession::indexOf(const std::string& sampleId) const
{
    const auto found = indexById_.find(sampleId);
    return found == indexById_.end() ? std::nullopt : std::optional<size_t>(found->second);
}

std::shared_ptr<ProjectSession::Loaded> ProjectSession::load(const QString& path, const std::optional<Project>& old)
{
    auto loaded = std::make_shared<Loaded>(Loaded{Project::openForEditing(path.toStdString(), old ? &*old : nullptr), {}, {}, {}, {}, {}});
    loaded->dataset = loaded->project.readOriginals(kFirstCaptions);
    std::vector<Sample>& samples = loaded->dataset.samples;
    loaded->project.journal().followRows(samples);
    loaded->indexById.reserve(samples.size());
    loaded->edited = std::make_shared<std::vector<uint8_t>>(samples.size(), uint8_t{0});
    const EditJournal& journal = loaded->project.journal();
    for (size_t i = 0; i < samples.size(); ++i) {
        loaded->indexById.emplace(samples[i].id, i);
        (*loaded->edited)[i] = journal.isEdited(samples[i].id) ? 1 : 0;
    }
    const auto forPending = [&](const auto& visit) {
        for (const PendingCaptions& range : loaded->dataset.pending)
            for (size_t i = range.begin; i < range.begin + range.files.size(); ++i)
                if (!samples[i].messages.empty())
                    visit(i, samples[i].messages.back().content);
    };
    // A caption that an edit has set is not read any more.
    forPending([](size_t, std::string& caption) { caption = kUnread; });
    const std::vector<Issue> astray = journal.applyTo(samples, false);
    loaded->dataset.issues.insert(loaded->dataset.issues.end(), astray.begin(), astray.end());
    loaded->isPending.assign(loaded->dataset.pending.empty() ? 0 : samples.size(), 0);
    forPending([&](size_t i, std::string& caption) {
        if (caption != kUnread)
            return;
        caption.clear();
        loaded->isPending[i] = 1;
        ++loaded->pendingCount;
    });
    loaded->text = std::make_shared<SearchText>(samples);
    os::releaseFreedMemory();
    return loaded;
}

void ProjectSession::install(Loaded& loaded)
{
    const bool isSame = project_ && project_->folder() == loaded.project.folder();
    const std::string current = isSame && current_ < samples_->size() ? (*samples_)[current_].id : std::string();
    const size_t dropped = isSame ? 0 : dropChanges();
    if (!isSame)
        project_ = std::move(loaded.project); // Of the same project the open one has the newest settings.
    samples_ = std::make_shared<Samples>(std::move(loaded.dataset.samples));
    issues_ = std::move(loaded.dataset.issues);
    indexById_ = std::move(loaded.indexById);
    text_ = std::move(loaded.text);
    edited_ = std::move(loaded.edited);
    facts_ = std::make_shared<SampleFacts>();
    pending_ = std::make_shared<const std::vector<PendingCaptions>>(std::move(loaded.dataset.pending));
    isPending_ = std::move(loaded.isPending);
    nextPending_ = {0, 0};
    readCaptions_ = 0;
    pendingCaptions_ = loaded.pendingCount;
    isComplete_ = pendingCaptions_ == 0;
    current_ = indexOf(current).value_or(0);
    Q_EMIT opened();
    Q_EMIT undoStateChanged();
    tellSaveState();
    if (dropped > 0)
        Q_EMIT problem(tr("%n change(s) were not made: the project was left before all of its captions were read.", nullptr, static_cast<int>(dropped)),
            tr("Open the project again, wait until its captions are read, and make the changes then."));
    else if (!isSame && !editors_.empty())
        Q_EMIT problem(tr("What was typed in the project before could not be saved."), tr("It is kept as long as this window is open: open that project again to go on with it."));
    if (project_->isReadOnly())
        Q_EMIT openedReadOnly(tr("The project %1 can only be read: its disk is write-protected, or the folder belongs to somebody else.").arg(QString::fromStdString(project_->folder())),
            tr("You can look at everything. To change something, copy the project to a disk of your own."));
    if (isComplete_)
        complete();
    else
        readOn();
}

bool ProjectSession::open(const QString& path)
{
    const int opening = ++openings_;
    recordAll();
    const bool isDone = guarded(this, &ProjectSession::problem, [&] {
        const auto loaded = load(path, project_);
        for (const PendingCaptions& range : loaded->dataset.pending) {
            const CaptionBatch batch = readCaptions(range, 0, range.files.size());
            for (size_t i = 0; i < batch.captions.size(); ++i)
                if (loaded->isPending[batch.begin + i] != 0)
                    loaded->dataset.samples[batch.begin + i].messages.back().content = batch.captions[i];
            loaded->dataset.issues.insert(loaded->dataset.issues.end(), batch.issues.begin(), batch.issues.end());
        }
        loaded->text = std::make_shared<SearchText>(loaded->dataset.samples);
        loaded->dataset.pending.clear();
        loaded->pendingCount = 0;
        install(*loaded);
    });
    return isDone && opening == openings_;
}

void ProjectSession::openInBackground(const QString& path)
{
    if (isOpen() && leadsTo(path, *project_) && reloading_ == 0)
        reload();
    else
        startReading(path);
}

void ProjectSession::startReading(const QString& path)
{
    const int opening = ++openings_;
    Q_EMIT this->opening(path);
    runTask<std::shared_ptr<Loaded>>(
        this, [path, old = project_] { return load(path, old); },
        [this, opening](const TaskResult<std::shared_ptr<Loaded>>& result) { onRead(opening, result); }, unboundedPool());
}

void ProjectSession::onRead(int opening, const TaskResult<std::shared_ptr<Loaded>>& result)
{
    const bool isNewest = opening == openings_, isReload = opening == reloading_;
    if (!isNewest && !isReload)
        return;
    if (!result.value)
        Q_EMIT problem(result.message, result.hint);
    if (isReload && result.value && (*result.value)->project.folder() == project_->folder()) {
        recordAll(); // This and what else was edited meanwhile waits for what was read.
        install(**result.value);
    }
    if ((isReload || result.value) && std::exchange(reloading_, 0) != 0) // Also one that hangs, once something newer was read.
        endWork();
    if (!isReload && result.value)
        installWhenFree(opening, *result.value);
}

/// Changes to the project before are recorded first.
void ProjectSession::installWhenFree(int opening, std::shared_ptr<Loaded> loaded)
{
    enqueue([this, opening, loaded] {
        if (opening != openings_)
            return;
        recordAll();
        if (isBusy_ || hasWaitingChange())
            installWhenFree(opening, loaded);
        else
            install(*loaded);
    }, false);
}

void ProjectSession::reload()
{
    if (!isOpen())
        return;
    // What is edited meanwhile waits, so that nothing is recorded that the newly read samples don't show.
    enqueue([this] {
        beginWork(tr("Reading the data"));
        reloading_ = openings_ + 1;
        startReading(QString::fromStdString(project_->folder()));
    }, false);
}

void ProjectSession::readOn()
{
    const auto [range, place] = nextPending_;
    if (range == pending_->size()) {
        isPending_ = {};
        pending_.reset();
        os::releaseFreedMemory();
        complete();
        return;
    }
    const size_t count = std::min(kCaptionPiece, (*pending_)[range].files.size() - place);
    nextPending_ = place + count == (*pending_)[range].files.size() ? std::pair(range + 1, size_t(0)) : std::pair(range, place + count);
    runTask<std::shared_ptr<CaptionBatch>>(
        this, [pending = pending_, range = range, place = place, count] { return std::make_shared<CaptionBatch>(readCaptions((*pending)[range], place, count)); },
        [this, pending = pending_](const TaskResult<std::shared_ptr<CaptionBatch>>& result) {
            if (pending != pending_)
                return; // Another project is open by now.
            enqueue([this, pending, result] {
                if (pending != pending_)
                    return;
                if (result.value)
                    takeCaptions(**result.value);
                else
                    Q_EMIT problem(result.message, result.hint);
                readOn();
            }, false);
        },
        unboundedPool());
}

void ProjectSession::takeCaptions(CaptionBatch& batch)
{
    std::vector<size_t> changed;
    for (size_t i = 0; i < batch.captions.size(); ++i) {
        const size_t index = batch.begin + i;
        if (isPending_[index] == 0)
            continue;
        (*samples_)[index].messages.back().content = std::move(batch.captions[i]);
        isPending_[index] = 0;
        changed.push_back(index);
    }
    std::move(batch.issues.begin(), batch.issues.end(), std::back_inserter(issues_));
    readCaptions_ += changed.size();
    text_->update(*samples_, changed);
    Q_EMIT readingProgress(samples_->size() - pendingCaptions_ + readCaptions_, samples_->size());
    if (!changed.empty())
        Q_EMIT samplesChanged(changed);
}

void ProjectSession::setCurrent(size_t index)
{
    if (index == current_ || index >= samples_->size())
        return;
    current_ = index;
    Q_EMIT currentChanged(index);
}

void ProjectSession::setSplitPlan(const SplitPlan& plan)
{
    project_->setSplitPlan(plan);
    Q_EMIT policyChanged();
}

void ProjectSession::setReviewedOnly(bool isOn)
{
    project_->setPreference("train_on_reviewed", isOn ? "true" : "false");
    Q_EMIT policyChanged();
}

void ProjectSession::setHasUnsaved(const QObject* editor, bool hasUnsaved)
{
    if (hasUnsaved)
        editors_.insert(editor);
    else
        editors_.erase(editor);
    tellSaveState();
}

void ProjectSession::tellSaveState()
{
    const std::pair state(hasUnsaved(), waitingChanges());
    if (std::exchange(toldState_, state) != state)
        Q_EMIT saveStateChanged(state.first);
}

void ProjectSession::setFacts(SampleFacts facts)
{
    facts_ = std::make_shared<const SampleFacts>(std::move(facts));
    Q_EMIT factsChanged();
}

void ProjectSession::enqueue(std::function<void()> start, bool isChange)
{
    if (isFree())
        return start();
    waiting_.push_back({std::move(start), isChange});
    tellSaveState();
}

void ProjectSession::enqueueFor(const std::vector<size_t>& rows, const RowWork& start)
{
    if (!areRead(rows))
        waitingForText_.push_back(laterFor(rows, start));
    else if (isFree())
        start(rows);
    else
        waiting_.push_back({laterFor(rows, start)});
    tellSaveState();
}

std::function<void()> ProjectSession::laterFor(const std::vector<size_t>& rows, const RowWork& start)
{
    return [this, rows, samples = samples_, start] {
        const std::vector<size_t> now = samples == samples_ ? rows : placesNow(*samples, rows);
        if (!areRead(now))
            waitingForText_.push_back(laterFor(now, start));
        else if (!now.empty())
            start(now);
    };
}

/// Where these samples stand since the data was read again.
std::vector<size_t> ProjectSession::placesNow(const Samples& samples, const std::vector<size_t>& rows) const
{
    std::vector<size_t> places;
    for (const size_t row : rows)
        if (const auto index = indexOf(samples[row].id))
            places.push_back(*index);
    return places;
}

bool ProjectSession::areRead(const std::vector<size_t>& rows) const
{
    return std::all_of(rows.begin(), rows.end(), [this](size_t row) { return isRead(row); });
}

bool ProjectSession::hasWaitingChange() const
{
    return std::any_of(waiting_.begin(), waiting_.end(), [](const Waiting& one) { return one.isChange; });
}

size_t ProjectSession::waitingChanges() const
{
    return waitingForText_.size() + static_cast<size_t>(std::count_if(waiting_.begin(), waiting_.end(), [](const Waiting& one) { return one.isChange; }));
}

/// Gives up what waits. @returns how many changes that were.
size_t ProjectSession::dropChanges()
{
    const size_t dropped = waitingChanges();
    const auto forText = std::exchange(waitingForText_, {});
    auto all = std::exchange(waiting_, {});
    for (Waiting& one : all)
        if (!one.isChange)
            waiting_.push_back(std::move(one));
    return dropped;
}

void ProjectSession::complete()
{
    isComplete_ = true;
    Q_EMIT completed();
    for (std::function<void()>& start : std::exchange(waitingForText_, {}))
        enqueue(std::move(start));
    tellSaveState();
}

void ProjectSession::beginWork(const QString& text)
{
    isBusy_ = true;
    workText_ = text;
    if (!text.isEmpty())
        Q_EMIT working(true, text);
}

void ProjectSession::endWork()
{
    isBusy_ = isRecording_ = false;
    if (!workText_.isEmpty())
        Q_EMIT working(false, {});
    workText_.clear();
    while (!isBusy_ && !waiting_.empty()) {
        const Waiting next = std::move(waiting_.front());
        waiting_.pop_front();
        next.start();
    }
    tellSaveState();
}

void ProjectSession::findRows(const QString& filter, const SortOrder& order, std::function<void(const TaskResult<std::vector<uint32_t>>&)> done)
{
    const int search = ++*searches_;
    query<std::vector<uint32_t>>(
        [searches = searches_, search, text = filter.toStdString(), order](const DataView& view) {
            std::vector<uint32_t> rows;
            if (search == *searches) {
                rows = Filter::parse(text).select(view);
                sortRows(view, order, rows);
            }
            return rows;
        },
        [this, search, done = std::move(done)](const TaskResult<std::vector<uint32_t>>& result) {
            if (search == *searches_)
                done(result);
        });
}

void ProjectSession::previewBulk(std::vector<size_t> rows, const BulkEdit& edit, size_t maxExamples, std::function<void(const TaskResult<BulkPreview>&)> done)
{
    query<BulkPreview>([rows = std::move(rows), edit, maxExamples](const DataView& view) { return lorikeet::previewBulk(view.samples, rows, edit, maxExamples); },
        std::move(done));
}

} // namespace lorikeet
