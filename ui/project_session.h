#pragma once
/// @file The open project as the window sees it: samples with their edits applied, undo, saving. Pages take a reference to it.

#include "core/data/project.h"

#include <QObject>
#include <QString>

#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

namespace lorikeet {

class ProjectSession : public QObject {
    Q_OBJECT

public:
    explicit ProjectSession(QObject* parent = nullptr);
    ~ProjectSession() override;

    bool isOpen() const { return project_.has_value(); }
    Project& project() { return *project_; }
    const Project& project() const { return *project_; }
    /// Every sample in file order with the edits applied; excluded ones stay in the list (see isExcluded).
    const std::vector<Sample>& samples() const { return samples_; }
    const std::vector<Issue>& issues() const { return issues_; }
    bool isExcluded(size_t index) const { return samples_[index].isExcluded; }
    std::optional<size_t> indexOf(const std::string& sampleId) const;

    /// Opens a project folder or its project.lorikeet; problem() tells of a failure and leaves the old one open.
    bool open(const QString& path);
    /// The same with the reading off this thread: opening(), then opened() or problem(). A later call wins over an earlier one.
    void openInBackground(const QString& path);
    /// Reads the data again (after a dataset was added), off this thread.
    void reload();

    /// The sample that pages stand on, so that Look opens where Data was. 0 when there is none.
    size_t current() const { return current_; }
    void setCurrent(size_t index);
    bool isEdited(size_t index) const;

    /// Through the journal, so that each is one undo step and survives a restart.
    void edit(size_t index, const SampleContent& after, const QString& label);
    SampleContent contentOf(size_t index) const;
    /// Leaves samples out of training, or takes them in again: one step however many.
    void setExcluded(const std::vector<size_t>& indexes, bool isExcluded);
    /// Prepared changes of any number of samples: one step.
    void record(std::vector<Edit::Change> changes, const QString& label);
    /// Told by editors while something typed isn't in the journal yet.
    void setHasUnsaved(bool hasUnsaved);
    bool hasUnsaved() const { return hasUnsaved_; }
    void undo();
    void redo();
    bool canUndo() const;
    bool canRedo() const;

Q_SIGNALS:
    void opening(const QString& path);
    void opened();
    void currentChanged(size_t index);
    void saveStateChanged(bool hasUnsaved);
    /// The contents of these samples changed: once for an edit, an undo or a redo, however many it touched.
    void samplesChanged(const std::vector<size_t>& indexes);
    void undoStateChanged();
    /// Something could not be done: what happened, what to do.
    void problem(const QString& message, const QString& hint);

private:
    struct Loaded;
    static std::shared_ptr<Loaded> load(const QString& path);
    void install(Loaded& loaded);
    void apply(const Edit& edit, bool isForward);
    std::optional<Project> project_;
    std::vector<Sample> samples_;
    std::vector<Issue> issues_;
    std::unordered_map<std::string, size_t> indexById_;
    size_t current_ = 0;
    int openings_ = 0;
    bool hasUnsaved_ = false;
};

} // namespace lorikeet
