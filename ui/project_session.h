#pragma once
/// @file The open project as the window sees it: samples with their edits applied, undo, saving. Pages take a reference to it.

#include "core/data/project.h"

#include <QObject>
#include <QString>

#include <memory>
#include <optional>
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
    bool isExcluded(size_t index) const { return excluded_[index]; }
    std::optional<size_t> indexOf(const std::string& sampleId) const;

    /// Opens a project folder or its project.lorikeet; problem() tells of a failure and leaves the old one open.
    bool open(const QString& path);

    /// Through the journal, so that each is one undo step and survives a restart.
    void edit(size_t index, const EditedContent& after, const QString& label);
    EditedContent contentOf(size_t index) const;
    void undo();
    void redo();
    bool canUndo() const;
    bool canRedo() const;

Q_SIGNALS:
    void opened();
    void sampleChanged(size_t index);
    void undoStateChanged();
    /// Something could not be done: what happened, what to do.
    void problem(const QString& message, const QString& hint);

private:
    void apply(const Edit& edit, bool isForward);
    std::optional<Project> project_;
    std::vector<Sample> samples_;
    std::vector<Issue> issues_;
    std::vector<bool> excluded_;
    std::unordered_map<std::string, size_t> indexById_;
};

} // namespace lorikeet
