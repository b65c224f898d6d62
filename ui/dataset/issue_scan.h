#pragma once
/// @file The quick checks of core over the whole project, off the GUI thread, with progress.

#include "core/data/issue.h"

#include <QObject>
#include <QTimer>

#include <atomic>
#include <memory>
#include <vector>

namespace lorikeet {

class ProjectSession;

class IssueScan : public QObject {
    Q_OBJECT

public:
    explicit IssueScan(ProjectSession& session, QObject* parent = nullptr);
    ~IssueScan() override;

    /// Looks at every sample that trains; a scan under way is cancelled.
    void start();
    bool isRunning() const { return progress_ != nullptr; }
    /// Findings while reading, then those of the checks, in row order.
    const std::vector<Issue>& issues() const { return issues_; }

Q_SIGNALS:
    void progressed(size_t done, size_t total);
    void finished();
    void problem(const QString& message, const QString& hint);

private:
    struct Progress {
        std::atomic<size_t> done{0};
        std::atomic<size_t> total{0};
        std::atomic<bool> isCancelled{false};
    };
    void cancel();
    ProjectSession& session_;
    std::shared_ptr<Progress> progress_;
    QTimer tick_;
    std::vector<Issue> issues_;
};

} // namespace lorikeet
