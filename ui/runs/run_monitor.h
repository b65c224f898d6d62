#pragma once
/// @file The only QObject that reads runs: polls their folders and tells pages what is new.

#include "core/run/run_folder.h"

#include <QObject>
#include <QString>
#include <QStringList>
#include <QTimer>

#include <map>
#include <memory>

namespace lorikeet {

class RunMonitor : public QObject {
    Q_OBJECT

public:
    explicit RunMonitor(QObject* parent = nullptr);
    ~RunMonitor() override;

    /// The folder whose runs are listed (a project's runs/).
    void setRunsFolder(const QString& folder);
    /// Run folders, newest first.
    QStringList runs() const;
    /// Makes this run the shown one: polled every 100 ms, the others each second. Its whole history is given again.
    void show(const QString& runFolder);
    QString shownRun() const;
    const RunHistory& history() const; ///< Of the shown run.
    RunStatus status(const QString& runFolder) const;
    std::vector<CheckpointInfo> checkpoints(const QString& runFolder) const;
    /// Last lines that the trainer wrote to its console.
    QString consoleTail(const QString& runFolder, size_t maxBytes = 65536) const;

    /// Writes control files.
    void request(const QString& runFolder, Request request);
    /// Looks for new, changed and removed runs now instead of within the next second.
    void refresh();

Q_SIGNALS:
    void runsChanged();
    void shownRunChanged();
    /// New events of the shown run were added to history(); `reset` = draw it anew (points may have gone).
    void historyChanged(bool reset);
    void statusChanged(const QString& runFolder);
    /// A run could not be read or told: what happened, what to do.
    void problem(const QString& message, const QString& hint);

private:
    struct Watched;
    void poll();
    void rescan();
    void pollShown(bool isFirst);
    void updateStatus(const QString& runFolder, Watched& watched);
    void pollOthers();
    void report(const QString& runFolder, const std::exception& error);

    std::map<QString, std::shared_ptr<Watched>> watched_;
    QStringList order_;
    QString runsFolder_;
    QString shown_;
    QStringList reported_; ///< Runs whose trouble was told already.
    RunHistory empty_;
    QTimer timer_;
    int tick_ = 0;
};

} // namespace lorikeet
