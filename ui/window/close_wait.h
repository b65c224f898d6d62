#pragma once
/// @file Between the click on close and the end of the window: what isn't recorded yet is waited for.

#include <QObject>
#include <QTimer>

namespace lorikeet {

class ProjectSession;

class CloseWait : public QObject {
    Q_OBJECT

public:
    explicit CloseWait(ProjectSession& session, QObject* parent = nullptr);
    /// Has everything recorded. @returns whether that is done; else it waits: over() or takesLong() tells.
    bool isDone();
    /// The window stays.
    void stop();

Q_SIGNALS:
    void waitingChanged(bool isWaiting);
    /// Everything is recorded.
    void over();
    /// A disk may not answer, or be full.
    void takesLong();

private:
    void setWaiting(bool isWaiting);
    ProjectSession& session_;
    QTimer patience_;
    bool isWaiting_ = false;
};

} // namespace lorikeet
