#pragma once
/// @file Work off the GUI thread, with its result (or its error) back on it.

#include "ui/widgets/guarded.h"

#include <QFutureWatcher>
#include <QPromise>
#include <QThreadPool>

#include <functional>
#include <memory>
#include <optional>

namespace lorikeet {

/// What a task gave: a value, or what happened and what to do.
template <typename Value>
struct TaskResult {
    std::optional<Value> value;
    QString message;
    QString hint;
};

/// Threads for all that reads: one that a disk leaves hanging (a network folder that went away) keeps its thread, and the end of the program waits
/// for none of the pools here longer than a moment. Work that writes belongs on QThreadPool::globalInstance(), which is waited for.
QThreadPool* backgroundPool();
/// Threads for work on what is in memory: no disk is looked at here, so that none can keep it waiting.
QThreadPool* memoryPool();
/// A thread for everything that is asked of it, whatever else hangs: for the open project's own files (one piece of work at a time), and for what
/// sees to it itself that it never has many under way.
QThreadPool* unboundedPool();

/// Runs `work` on the pool and calls `done` on the context's thread, unless the context is gone by then.
template <typename Value>
void runTask(QObject* context, std::function<Value()> work, std::function<void(const TaskResult<Value>&)> done,
    QThreadPool* pool = backgroundPool())
{
    using Result = TaskResult<Value>;
    auto promise = std::make_shared<QPromise<Result>>();
    auto* watcher = new QFutureWatcher<Result>(context);
    QObject::connect(watcher, &QFutureWatcher<Result>::finished, context, [watcher, done = std::move(done)] {
        watcher->deleteLater();
        if (watcher->future().resultCount() > 0)
            done(watcher->result());
    });
    promise->start();
    watcher->setFuture(promise->future());
    pool->start([promise, work = std::move(work)] {
        Result result;
        guarded([&] { result.value = work(); },
            [&result](const QString& message, const QString& hint) {
                result.message = message;
                result.hint = hint;
            });
        promise->addResult(std::move(result));
        promise->finish();
    });
}

} // namespace lorikeet
