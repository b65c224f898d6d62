#include "ui/widgets/task.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QThread>

#include <algorithm>
#include <vector>

namespace lorikeet {
namespace {

constexpr int kThreads = 16;
constexpr int kUnbounded = 10'000;
constexpr int kPatienceMs = 2'000;

std::vector<QThreadPool*>& pools()
{
    static std::vector<QThreadPool*> all;
    return all;
}

void waitForAll()
{
    QDeadlineTimer deadline(kPatienceMs);
    for (QThreadPool* pool : pools())
        pool->waitForDone(static_cast<int>(deadline.remainingTime()));
}

QThreadPool* makePool(int threads)
{
    auto* made = new QThreadPool; // Never destroyed: that would wait without end.
    made->setMaxThreadCount(threads);
    if (pools().empty())
        qAddPostRoutine(waitForAll);
    pools().push_back(made);
    return made;
}

} // namespace

QThreadPool* backgroundPool()
{
    static auto* pool = makePool(kThreads);
    return pool;
}

QThreadPool* memoryPool()
{
    static auto* pool = makePool(std::max(2, QThread::idealThreadCount()));
    return pool;
}

QThreadPool* unboundedPool()
{
    static auto* pool = makePool(kUnbounded);
    return pool;
}

} // namespace lorikeet
