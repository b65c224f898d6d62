#pragma once
/// @file The only QObject that reads runs: polls their folders and tells pages what is new.

#include "core/run/run_folder.h"

#include <QObject>
#include <QString>
#include <QTimer>

#include <map>
#include <memory>

namespace lorikeet {

class RunMonitor : public QObject {
    Q_OBJECT

public:
    explicit RunMonitor(QObject* parent = nullptr);

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

    /// Writes control files.
    void request(const QString& runFolder, Request request);

Q_SIGNALS:
    void runsChanged();
    void shownRunChanged();
    /// New events of the shown run were added to history() (from these counts on); `reset` = draw it anew.
    void historyChanged(bool reset);
    void statusChanged(const QString& runFolder);

private:
    void poll();
    void rescan();
    struct Watched;
    std::map<QString, std::shared_ptr<Watched>> watched_;
    QString runsFolder_;
    QString shown_;
    QTimer timer_;
};

} // namespace lorikeet
