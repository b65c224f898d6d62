#include "core/data/parallel.h"

#include "core/base/os.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

namespace lorikeet {
namespace {

struct Shared {
    std::atomic<size_t> next{0};
    std::atomic<size_t> done{0};
    std::atomic<bool> isCancelled{false};
    std::mutex mutex;
    std::condition_variable ended;
    size_t running = 0;
    std::exception_ptr failure;
};

void runPieces(Shared& shared, size_t count, size_t pieceSize, const std::function<void(size_t, size_t)>& work)
{
    while (!shared.isCancelled) {
        const size_t begin = shared.next.fetch_add(pieceSize);
        if (begin >= count)
            break;
        const size_t end = std::min(begin + pieceSize, count);
        work(begin, end);
        shared.done += end - begin;
    }
}

void runWorker(Shared& shared, size_t count, size_t pieceSize, const std::function<void(size_t, size_t)>& work)
{
    std::exception_ptr failure;
    try {
        runPieces(shared, count, pieceSize, work);
    } catch (const std::exception&) {
        failure = std::current_exception();
        shared.isCancelled = true;
    }
    const std::lock_guard lock(shared.mutex);
    if (failure && !shared.failure)
        shared.failure = failure;
    --shared.running;
    shared.ended.notify_all();
}

} // namespace

void parallelFor(size_t count, size_t pieceSize, const std::function<void(size_t, size_t)>& work, const std::function<bool(size_t)>& progress)
{
    pieceSize = std::max<size_t>(pieceSize, 1);
    const size_t pieces = (count + pieceSize - 1) / pieceSize;
    const size_t workers = std::min(pieces, static_cast<size_t>(std::max(os::coreCount(), 1)));
    if (workers <= 1 && !progress) {
        for (size_t begin = 0; begin < count; begin += pieceSize)
            work(begin, std::min(begin + pieceSize, count));
        return;
    }
    Shared shared;
    shared.running = workers;
    {
        std::vector<std::jthread> threads;
        for (size_t i = 0; i < workers; ++i)
            threads.emplace_back([&] { runWorker(shared, count, pieceSize, work); });
        std::unique_lock lock(shared.mutex);
        do { // at least once, so that the end is always reported
            shared.ended.wait_for(lock, std::chrono::milliseconds(100), [&] { return shared.running == 0; });
            if (!progress)
                continue;
            lock.unlock();
            if (!progress(shared.done))
                shared.isCancelled = true;
            lock.lock();
        } while (shared.running > 0);
    }
    if (shared.failure)
        std::rethrow_exception(shared.failure);
}

} // namespace lorikeet
