#pragma once
/// @file The open project as the window sees it: samples with their edits applied, undo, saving. Pages take a reference to it.

#include "core/data/bulk_edit.h"
#include "core/data/filter/filter.h"
#include "core/data/filter/sort.h"
#include "core/data/formats/captions.h"
#include "core/data/project.h"
#include "core/data/sample_facts.h"
#include "core/data/search_text.h"
#include "ui/widgets/task.h"

#include <QObject>
#include <QString>

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

namespace lorikeet {

class ProjectSession : public QObject {
    Q_OBJECT

public:
    explicit ProjectSession(QObject* parent = nullptr);
    ~ProjectSession() override;

    bool isOpen() const { return project_.has_value(); }
    /// Whether every row's text was read; before that, edits of rows that weren't read yet wait.
    bool isComplete() const { return isComplete_; }
    /// Whether samples may be changed now: every text was read, and the project can be written.
    bool canEdit() const { return isOpen() && isComplete_ && !project_->isReadOnly(); }
    Project& project() { return *project_; }
    const Project& project() const { return *project_; }
    /// Every sample in file order with the edits applied; excluded ones stay in the list (see isExcluded).
    const std::vector<Sample>& samples() const { return *samples_; }
    const std::vector<Issue>& issues() const { return issues_; }
    bool isExcluded(size_t index) const { return (*samples_)[index].isExcluded; }
    std::optional<size_t> indexOf(const std::string& sampleId) const;

    /// Opens a project folder or its project.lorikeet; problem() tells of a failure and leaves the old one open.
    bool open(const QString& path);
    /// The same with the reading off this thread: opening(), then opened() or problem(), then completed(). A later call wins over an earlier one.
    /// What was changed in the old project is recorded first.
    void openInBackground(const QString& path);
    /// Reads the data again (after a dataset was added), off this thread. Settings and the current sample stay.
    void reload();

    /// The sample that pages stand on, so that Look opens where Data was. 0 when there is none.
    size_t current() const { return current_; }
    void setCurrent(size_t index);
    bool isEdited(size_t index) const { return index < edited_->size() && (*edited_)[index] != 0; }

    /// Through the journal, so that each is one undo step and survives a restart. Says who wrote the answer (see noteAuthor). While other work
    /// goes on (isWorking) it waits for that. @returns false when it could not be saved: problem() told, the sample is as it was; what was typed
    /// should stay where it was typed.
    bool edit(size_t index, const SampleContent& after, const QString& label);
    /// The same by what is done to the content, on what the sample says by then.
    /// @param done called once it was recorded (true), or could not be or never will (false).
    bool change(size_t index, const BulkEdit& edit, std::function<void(bool isRecorded)> done = {});
    SampleContent contentOf(size_t index) const { return (*samples_)[index].content(); }
    /// Leaves samples out of training, or takes them in again: one step however many.
    void setExcluded(const std::vector<size_t>& indexes, bool isExcluded);
    /// Told once a step is in the journal, with the number of its samples; never when it could not be saved.
    using Recorded = std::function<void(size_t changed)>;
    /// Prepared changes as one step; the label's "%1" becomes their number. Off this thread where there are many.
    void applyChanges(std::vector<Edit::Change> changes, const Text& label, Recorded onRecorded = {});
    void record(std::vector<Edit::Change> changes, const QString& label) { applyChanges(std::move(changes), Text(label.toStdString())); }
    /// A bulk edit of these samples as one step, off this thread.
    void runBulk(std::vector<size_t> rows, const BulkEdit& edit, Recorded onRecorded = {});
    /// These samples as their data files say, as one step.
    void revertToOriginal(std::vector<size_t> rows);
    /// Findings count no longer, or again; undone like everything else.
    void setIgnored(const std::string& rule, const std::vector<std::string>& sampleIds, bool isIgnored, Recorded onRecorded = {});
    /// All contents that a sample had, oldest first, the last one as it is now; read off this thread. Going back to one is edit().
    void versionsOf(size_t index, std::function<void(const TaskResult<std::vector<SampleVersion>>&)> done);
    /// What a bulk edit would change, off this thread.
    void previewBulk(std::vector<size_t> rows, const BulkEdit& edit, size_t maxExamples, std::function<void(const TaskResult<BulkPreview>&)> done);

    /// Which samples train (see Project::trainingPolicy): told by policyChanged(). @throws Error, and leaves all as it was.
    void setSplitPlan(const SplitPlan& plan);
    void setReviewedOnly(bool isOn);
    /// Told by editors while something typed isn't in the journal yet; forgetEditor() when they go.
    void setHasUnsaved(const QObject* editor, bool hasUnsaved);
    void forgetEditor(const QObject* editor) { editors_.erase(editor); }
    /// Whether anything is lost if the program ends now: what is typed, what waits (waitingChanges), what is being recorded.
    bool hasUnsaved() const { return !editors_.empty() || isRecording_ || waitingChanges() > 0; }
    /// Changes that wait for the work under way, or for texts that are still to be read.
    size_t waitingChanges() const;
    /// Many changes are being recorded.
    bool isRecording() const { return isRecording_; }
    /// Has all recorded that is typed or has come in (aboutToLeave); hasUnsaved() tells whether that is done.
    void recordAll() { Q_EMIT aboutToLeave(); }
    void undo();
    void redo();
    bool canUndo() const;
    bool canRedo() const;
    QString undoLabel() const; ///< "Replace in 3,112 examples"; "" when there is nothing to undo.
    QString redoLabel() const;
    /// A bulk edit, an undo of many or a question to all samples is under way; changes wait meanwhile.
    bool isWorking() const { return isBusy_; }

    /// What is known of the samples besides their text; empty columns where nothing was looked at yet.
    const SampleFacts& facts() const { return *facts_; }
    std::shared_ptr<const SampleFacts> sharedFacts() const { return facts_; }
    void setFacts(SampleFacts facts);

    /// Runs `work` off this thread over all samples as they are now (changes wait until it is done) and `done` here. `work` must not keep the view,
    /// nor look at a disk: one that hangs would keep every change waiting.
    template <typename Value>
    void query(std::function<Value(const DataView&)> work, std::function<void(const TaskResult<Value>&)> done);
    /// The samples that a filter takes, in order; off this thread. Of several calls in a row only the last one is answered.
    void findRows(const QString& filter, const SortOrder& order, std::function<void(const TaskResult<std::vector<uint32_t>>&)> done);

Q_SIGNALS:
    void opening(const QString& path);
    /// The rows are there.
    void opened();
    /// Rows whose text is read, of all, while the rest is read behind the window.
    void readingProgress(size_t done, size_t total);
    /// Every row's text is there; comes once after each opened().
    void completed();
    void currentChanged(size_t index);
    /// The samples are about to be replaced, or the window to close: what is typed or has come in is to be recorded now.
    void aboutToLeave();
    /// Also when more or fewer changes wait.
    void saveStateChanged(bool hasUnsaved);
    /// The contents of these samples changed: once for an edit, an undo or a redo, however many it touched.
    void samplesChanged(const std::vector<size_t>& indexes);
    void undoStateChanged();
    void factsChanged();
    /// Other findings are ignored now (see Project::isIgnored).
    void ignoredChanged();
    /// Other samples train or are held out now.
    void policyChanged();
    /// A project on a disk that can't be written was opened: edits are refused.
    void openedReadOnly(const QString& message, const QString& hint);
    /// Long work began (with what it is) or ended.
    void working(bool isWorking, const QString& text);
    /// Something could not be done: what happened, what to do.
    void problem(const QString& message, const QString& hint);

private:
    struct Loaded;
    struct Step;
    struct Waiting {
        std::function<void()> start;
        bool isChange = true; ///< Else it asks something: nothing is lost without it.
    };
    using Samples = std::vector<Sample>;
    using RowWork = std::function<void(const std::vector<size_t>& rows)>;
    static std::shared_ptr<Loaded> load(const QString& path, const std::optional<Project>& old);
    void startReading(const QString& path);
    void onRead(int opening, const TaskResult<std::shared_ptr<Loaded>>& result);
    void installWhenFree(int opening, std::shared_ptr<Loaded> loaded);
    void install(Loaded& loaded);
    void readOn();
    void takeCaptions(CaptionBatch& batch);
    /// Runs `start` now, or when the work that is under way has ended.
    void enqueue(std::function<void()> start, bool isChange = true);
    /// The same, but not before the texts of these rows were read. `start` gets the rows where the same samples stand by then.
    void enqueueFor(const std::vector<size_t>& rows, const RowWork& start);
    std::function<void()> laterFor(const std::vector<size_t>& rows, const RowWork& start);
    std::vector<size_t> placesNow(const Samples& samples, const std::vector<size_t>& rows) const;
    size_t dropChanges();
    void complete();
    bool isFree() const { return !isBusy_ && waiting_.empty(); }
    bool hasWaitingChange() const;
    bool isRead(size_t index) const { return isComplete_ || index >= isPending_.size() || isPending_[index] == 0; }
    bool areRead(const std::vector<size_t>& rows) const;
    void tellSaveState();
    void beginWork(const QString& text);
    void endWork();
    static std::shared_ptr<Step> takeStep(const Samples& samples, const std::vector<size_t>& rows, const BulkEdit& edit, Project project);
    static bool holdsIgnores(const Step& step);
    bool runNow(const std::vector<size_t>& rows, const BulkEdit& edit);
    void runInBackground(const QString& text, std::function<std::shared_ptr<Step>(const Samples&)> make, Recorded onRecorded = {});
    void settle(Step& step, const Recorded& onRecorded);
    void travel(bool isForward);
    std::vector<size_t> applyStep(Step& step);
    void announce(const std::vector<size_t>& changed, bool hasIgnores = false);

    std::optional<Project> project_;
    std::shared_ptr<Samples> samples_ = std::make_shared<Samples>();
    std::shared_ptr<SearchText> text_ = std::make_shared<SearchText>();
    std::shared_ptr<std::vector<uint8_t>> edited_ = std::make_shared<std::vector<uint8_t>>();
    std::shared_ptr<const SampleFacts> facts_ = std::make_shared<SampleFacts>();
    std::vector<Issue> issues_;
    std::unordered_map<std::string, size_t> indexById_;
    std::deque<Waiting> waiting_;                   ///< For the end of the work under way.
    std::vector<std::function<void()>> waitingForText_; ///< For completed().
    std::shared_ptr<const std::vector<PendingCaptions>> pending_;
    std::vector<uint8_t> isPending_; ///< By sample: its caption is still to be read.
    std::pair<size_t, size_t> nextPending_; ///< Range, place in it.
    size_t readCaptions_ = 0;
    size_t pendingCaptions_ = 0;
    QString workText_;
    size_t current_ = 0;
    int openings_ = 0;
    std::shared_ptr<std::atomic<int>> searches_ = std::make_shared<std::atomic<int>>(0);
    bool isComplete_ = true;
    bool isBusy_ = false;
    bool isRecording_ = false; ///< The work under way writes changes.
    int reloading_ = 0;        ///< The opening that reads the same data again, for which changes wait; 0 = none.
    std::set<const QObject*> editors_; ///< Those that hold something typed.
    std::pair<bool, size_t> toldState_; ///< Of saveStateChanged(), with waitingChanges().
};

template <typename Value>
void ProjectSession::query(std::function<Value(const DataView&)> work, std::function<void(const TaskResult<Value>&)> done)
{
    enqueue([this, work = std::move(work), done = std::move(done)] {
        beginWork({});
        runTask<Value>(
            this,
            [work, samples = samples_, text = text_, facts = facts_, edited = edited_] { return work(DataView{*samples, *text, *facts, *edited}); },
            [this, done](const TaskResult<Value>& result) {
                endWork();
                done(result);
            },
            memoryPool());
    }, false);
}

} // namespace lorikeet
