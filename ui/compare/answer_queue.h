#pragma once
/// @file Gets the answers of the wall one by one: from the cache, else from the generator; one base model in memory at a time.

#include "core/run/answer_cache.h"
#include "ui/compare/compare_model.h"
#include "ui/compare/generator_process.h"

#include <QElapsedTimer>
#include <QObject>

#include <deque>
#include <optional>

namespace lorikeet {

class AnswerQueue : public QObject {
    Q_OBJECT

public:
    AnswerQueue(CompareModel& model, QObject* parent = nullptr);
    /// Where answers are kept, and how long they may become. "" keeps them in memory only.
    void setUp(const std::string& cachePath, const RunOptions& options);
    /// Fills what the cache knows into the shown cells.
    void fillFromCache();
    /// Asks one cell, also when it was answered before.
    void ask(int row, int answerer);
    /// Asks every shown cell that has no answer yet.
    void askAll();
    /// Drops what waits and ends the answer under way; what has come stays.
    void cancel();
    /// Forgets everything that waits, without touching cells; the rows or columns are about to change.
    void forget();
    bool isBusy() const { return current_.has_value() || !waiting_.empty(); }
    int doneCount() const { return done_; }
    int totalCount() const { return done_ + static_cast<int>(waiting_.size()) + (current_ ? 1 : 0); }
    double secondsLeft() const; ///< Negative while unknown.
    const GeneratorProcess& process() const { return process_; }

Q_SIGNALS:
    void progressed();
    void problem(const QString& message, const QString& hint);

private:
    struct Task {
        int row = 0;
        int answerer = 0;
    };
    ServeRequest requestFor(const Task& task) const;
    void enqueue(const Task& task);
    void next();
    void settle(const CompareCell& cell);
    void onDone(const QString& text);
    void onBroken(const QString& message, const QString& hint);

    CompareModel& model_;
    GeneratorProcess process_;
    std::optional<AnswerCache> cache_;
    bool isCacheBroken_ = false;
    RunOptions options_;
    std::deque<Task> waiting_;
    std::optional<Task> current_;
    bool isCancelling_ = false;
    int done_ = 0;
    int64_t serial_ = 0;
    QElapsedTimer clock_;
};

} // namespace lorikeet
