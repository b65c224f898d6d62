#include "ui/runs/run_monitor.h"

#include "core/base/error.h"
#include "ui/widgets/guarded.h"

#include <QDateTime>
#include <QFileInfo>

#include <algorithm>
#include <set>

namespace lorikeet {
namespace {

constexpr int kPollMs = 100;
constexpr int kTicksASecond = 10;

bool isSame(const RunStatus& a, const RunStatus& b)
{
    return a.state == b.state && a.step == b.step && a.totalSteps == b.totalSteps && a.lastLoss == b.lastLoss && a.message == b.message;
}

} // namespace

struct RunMonitor::Watched {
    explicit Watched(const QString& path) : folder(path.toStdString()) {}

    RunFolder folder;
    std::unique_ptr<EventReader> reader; ///< Of the shown run only.
    RunHistory history;
    std::optional<RunStatus> status;
    qint64 statusLogSize = -1;
    QDateTime statusLockTime;
    qint64 shownLogSize = -1;

    /// Changes when a trainer takes the lock: a resumed run has written nothing yet.
    QDateTime lockTime() const { return QFileInfo(QString::fromStdString(folder.lockPath())).lastModified(); }
    qint64 logSize() const
    {
        const QFileInfo info(QString::fromStdString(folder.logPath()));
        return info.exists() ? info.size() : -1;
    }
};

RunMonitor::RunMonitor(QObject* parent) : QObject(parent)
{
    connect(&timer_, &QTimer::timeout, this, &RunMonitor::poll);
    timer_.start(kPollMs);
}

RunMonitor::~RunMonitor() = default;

void RunMonitor::setRunsFolder(const QString& folder)
{
    runsFolder_ = folder;
    watched_.clear();
    order_.clear();
    shown_.clear();
    Q_EMIT shownRunChanged();
    refresh();
    Q_EMIT runsChanged();
    Q_EMIT historyChanged(true);
}

QStringList RunMonitor::runs() const
{
    return order_;
}

void RunMonitor::show(const QString& runFolder)
{
    if (const auto before = watched_.find(shown_); before != watched_.end()) {
        before->second->reader.reset();
        before->second->history = {};
    }
    shown_ = runFolder;
    if (!runFolder.isEmpty()) {
        auto& watched = watched_[runFolder];
        if (!watched)
            watched = std::make_shared<Watched>(runFolder);
        watched->reader = std::make_unique<EventReader>(watched->folder.logPath());
        watched->history = {};
        watched->shownLogSize = -1;
    }
    pollShown(true);
    Q_EMIT shownRunChanged();
    Q_EMIT historyChanged(true);
}

QString RunMonitor::shownRun() const
{
    return shown_;
}

const RunHistory& RunMonitor::history() const
{
    const auto found = watched_.find(shown_);
    return found == watched_.end() ? empty_ : found->second->history;
}

RunStatus RunMonitor::status(const QString& runFolder) const
{
    const auto found = watched_.find(runFolder);
    if (found != watched_.end() && found->second->status)
        return *found->second->status;
    return RunFolder(runFolder.toStdString()).status();
}

std::vector<CheckpointInfo> RunMonitor::checkpoints(const QString& runFolder) const
{
    return RunFolder(runFolder.toStdString()).checkpoints();
}

QString RunMonitor::consoleTail(const QString& runFolder, size_t maxBytes) const
{
    return QString::fromStdString(RunFolder(runFolder.toStdString()).consoleTail(maxBytes));
}

void RunMonitor::request(const QString& runFolder, Request request)
{
    guarded(this, &RunMonitor::problem, [&] { RunFolder(runFolder.toStdString()).request(request); });
    const auto found = watched_.find(runFolder);
    if (found != watched_.end())
        updateStatus(runFolder, *found->second);
}

void RunMonitor::refresh()
{
    rescan();
    pollOthers();
}

void RunMonitor::poll()
{
    pollShown(false);
    if (++tick_ % kTicksASecond == 0)
        refresh();
}

void RunMonitor::rescan()
{
    if (runsFolder_.isEmpty())
        return;
    QStringList found;
    guarded(this, &RunMonitor::problem, [&] {
        for (const auto& path : findRuns(runsFolder_.toStdString()))
            found.append(QString::fromStdString(path));
    });
    if (found == order_)
        return;
    const std::set<QString> now(found.begin(), found.end());
    std::erase_if(watched_, [&](const auto& entry) { return entry.first != shown_ && !now.contains(entry.first); });
    for (const auto& path : std::as_const(found)) {
        auto& watched = watched_[path];
        if (!watched)
            watched = std::make_shared<Watched>(path);
    }
    order_ = found;
    Q_EMIT runsChanged();
}

void RunMonitor::pollShown(bool isFirst)
{
    const auto found = watched_.find(shown_);
    if (found == watched_.end() || !found->second->reader)
        return;
    const auto watched = found->second;
    const auto size = watched->logSize();
    if (size == watched->shownLogSize && !isFirst)
        return;
    watched->shownLogSize = size;
    bool wasRestarted = false;
    std::vector<Event> events;
    guarded(this, &RunMonitor::problem, [&] { events = watched->reader->poll(&wasRestarted); });
    if (wasRestarted)
        watched->history = {};
    bool isReset = wasRestarted;
    bool isMilestone = isFirst;
    for (const auto& event : events) {
        watched->history.add(event);
        isReset = isReset || std::holds_alternative<RunStarted>(event);
        isMilestone = isMilestone || !std::holds_alternative<Step>(event);
    }
    if (isMilestone)
        updateStatus(shown_, *watched);
    if (!isFirst && (wasRestarted || !events.empty()))
        Q_EMIT historyChanged(isReset);
}

void RunMonitor::updateStatus(const QString& runFolder, Watched& watched)
{
    try {
        watched.statusLogSize = watched.logSize();
        watched.statusLockTime = watched.lockTime();
        const auto now = watched.folder.status();
        const bool isNew = !watched.status || !isSame(*watched.status, now);
        watched.status = now;
        reported_.removeAll(runFolder);
        if (isNew)
            Q_EMIT statusChanged(runFolder);
    } catch (const Error& error) {
        report(runFolder, error);
    }
}

void RunMonitor::report(const QString& runFolder, const std::exception& error)
{
    if (reported_.contains(runFolder))
        return;
    reported_.append(runFolder);
    const auto* ours = dynamic_cast<const Error*>(&error);
    Q_EMIT problem(QString::fromUtf8(error.what()), ours ? QString::fromStdString(ours->hint().english()) : QString());
}

void RunMonitor::pollOthers()
{
    const auto snapshot = watched_;
    for (const auto& [path, watched] : snapshot) {
        const bool isSettled = watched->status && isFinal(watched->status->state) && watched->logSize() == watched->statusLogSize
            && watched->lockTime() == watched->statusLockTime && watched->status->state != RunState::Crashed;
        if (!isSettled)
            updateStatus(path, *watched);
    }
}

} // namespace lorikeet
