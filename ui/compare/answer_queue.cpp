#include "ui/compare/answer_queue.h"

#include "ui/widgets/guarded.h"

#include <algorithm>

namespace lorikeet {

AnswerQueue::AnswerQueue(CompareModel& model, QObject* parent) : QObject(parent), model_(model), process_(this)
{
    connect(&process_, &GeneratorProcess::delta, this, [this](const QString& id, const QString& text) {
        if (current_ && id == QString::number(serial_))
            model_.appendText(current_->row, current_->answerer, text);
    });
    connect(&process_, &GeneratorProcess::done, this, [this](const QString& id, const QString& text) {
        if (current_ && id == QString::number(serial_))
            onDone(text);
    });
    connect(&process_, &GeneratorProcess::failed, this, [this](const QString& id, const QString& message, const QString& hint) {
        if (!current_ || id != QString::number(serial_))
            return;
        if (!isCancelling_)
            Q_EMIT problem(message, hint);
        settle(isCancelling_ ? CompareCell{} : CompareCell{CompareCell::State::Failed, {}, message, hint});
    });
    connect(&process_, &GeneratorProcess::broken, this, &AnswerQueue::onBroken);
}

void AnswerQueue::setUp(const std::string& cachePath, const RunOptions& options)
{
    options_ = options;
    cache_.reset();
    isCacheBroken_ = false;
    if (!cachePath.empty())
        cache_.emplace(cachePath);
}

ServeRequest AnswerQueue::requestFor(const Task& task) const
{
    const auto& row = model_.rowAt(task.row);
    const auto& column = model_.answerers().at(static_cast<size_t>(task.answerer));
    ServeRequest request;
    request.messages = row.question();
    request.system = row.sample.system;
    request.images = row.sample.images;
    request.adapter = column.adapter.toStdString();
    request.maxNewTokens = options_.eval.maxNewTokens;
    request.seed = options_.train.seed;
    return request;
}

void AnswerQueue::fillFromCache()
{
    if (!cache_ || cache_->size() == 0)
        return;
    for (int row = 0; row < model_.rowCount(); ++row) {
        for (int answerer = 0; answerer < static_cast<int>(model_.answerers().size()); ++answerer) {
            if (model_.cell(row, answerer).state != CompareCell::State::Empty)
                continue;
            const auto& folder = model_.answerers()[static_cast<size_t>(answerer)].modelFolder;
            if (const auto* answer = cache_->find(AnswerCache::keyFor(folder.toStdString(), requestFor({row, answerer}))))
                model_.setCell(row, answerer, {CompareCell::State::Done, QString::fromStdString(*answer), {}, {}});
        }
    }
}

void AnswerQueue::enqueue(const Task& task)
{
    if (current_ && current_->row == task.row && current_->answerer == task.answerer)
        return;
    const bool isWaiting = std::any_of(waiting_.begin(), waiting_.end(),
        [&](const Task& other) { return other.row == task.row && other.answerer == task.answerer; });
    if (isWaiting)
        return;
    if (!isBusy()) {
        done_ = 0;
        clock_.start();
    }
    waiting_.push_back(task);
    model_.setCell(task.row, task.answerer, {CompareCell::State::Waiting, {}, {}, {}});
}

void AnswerQueue::ask(int row, int answerer)
{
    enqueue({row, answerer});
    next();
}

void AnswerQueue::askAll()
{
    for (int row = 0; row < model_.rowCount(); ++row)
        for (int answerer = 0; answerer < static_cast<int>(model_.answerers().size()); ++answerer) {
            const auto state = model_.cell(row, answerer).state;
            if (state == CompareCell::State::Empty || state == CompareCell::State::Failed)
                enqueue({row, answerer});
        }
    // One model after the other: loading one again costs more than any answer.
    std::map<QString, int> order;
    for (const auto& column : model_.answerers())
        order.emplace(column.modelFolder, column.modelFolder == process_.modelFolder() ? -1 : static_cast<int>(order.size()));
    std::stable_sort(waiting_.begin(), waiting_.end(), [&](const Task& a, const Task& b) {
        return order[model_.answerers()[static_cast<size_t>(a.answerer)].modelFolder] < order[model_.answerers()[static_cast<size_t>(b.answerer)].modelFolder];
    });
    next();
}

void AnswerQueue::next()
{
    if (current_ || waiting_.empty()) {
        Q_EMIT progressed();
        return;
    }
    current_ = waiting_.front();
    waiting_.pop_front();
    isCancelling_ = false;
    const auto column = model_.answerers().at(static_cast<size_t>(current_->answerer));
    auto request = requestFor(*current_);
    request.id = std::to_string(++serial_);
    model_.setCell(current_->row, current_->answerer, {CompareCell::State::Asking, {}, {}, {}});
    Q_EMIT progressed();
    process_.ask(column.modelFolder, column.templateName, request);
}

void AnswerQueue::settle(const CompareCell& cell)
{
    const auto task = *current_;
    current_.reset();
    ++done_;
    model_.setCell(task.row, task.answerer, cell);
    next();
}

void AnswerQueue::onDone(const QString& text)
{
    if (isCancelling_)
        return settle({});
    if (cache_ && !isCacheBroken_) {
        const auto folder = model_.answerers().at(static_cast<size_t>(current_->answerer)).modelFolder.toStdString();
        const auto key = AnswerCache::keyFor(folder, requestFor(*current_));
        // A full or read-only disk costs the memory of answers, not the answers.
        isCacheBroken_ = !guarded(this, &AnswerQueue::problem, [&] { cache_->add(key, text.toStdString()); });
    }
    settle({CompareCell::State::Done, text, {}, {}});
}

void AnswerQueue::onBroken(const QString& message, const QString& hint)
{
    const auto waiting = std::exchange(waiting_, {});
    for (const auto& task : waiting)
        model_.setCell(task.row, task.answerer, {});
    if (current_)
        settle({CompareCell::State::Failed, {}, message, hint});
    Q_EMIT progressed();
    Q_EMIT problem(message, hint);
}

void AnswerQueue::cancel()
{
    const auto waiting = std::exchange(waiting_, {});
    for (const auto& task : waiting)
        model_.setCell(task.row, task.answerer, {});
    if (current_) {
        isCancelling_ = true;
        process_.cancel();
        if (!process_.isBusy())
            settle({});
    }
    Q_EMIT progressed();
}

void AnswerQueue::forget()
{
    waiting_.clear();
    if (current_) {
        current_.reset();
        process_.stop();
    }
    Q_EMIT progressed();
}

double AnswerQueue::secondsLeft() const
{
    if (done_ < 2)
        return -1;
    const auto each = static_cast<double>(clock_.elapsed()) / 1000.0 / done_;
    return each * (totalCount() - done_);
}

} // namespace lorikeet
