#include "core/train/loader.h"

#include "core/base/error.h"
#include "core/base/os.h"
#include "core/train/collator.h"

#include <algorithm>
#include <utility>

namespace lorikeet {

BatchLoader::BatchLoader(SampleStore& store, RowsOfStep rowsOfStep, int64_t firstStep, int64_t lastStep, TokenId padId, int threads,
    int ahead)
    : store_(store), rowsOfStep_(std::move(rowsOfStep)), padId_(padId), nextToLoad_(firstStep), nextToGive_(firstStep),
      lastStep_(lastStep), ahead_(std::max(ahead, threads))
{
    for (int i = 0; i < std::max(1, threads); ++i)
        threads_.emplace_back([this](const std::stop_token& stop) { work(stop); });
}

BatchLoader::~BatchLoader()
{
    for (auto& thread : threads_)
        thread.request_stop();
}

LoadedStep BatchLoader::next()
{
    std::unique_lock lock(mutex_);
    LK_ASSERT(nextToGive_ <= lastStep_);
    changed_.wait(lock, [this] { return ready_.contains(nextToGive_); });
    auto node = ready_.extract(nextToGive_++);
    lock.unlock();
    changed_.notify_all();
    if (node.mapped().failure)
        std::rethrow_exception(node.mapped().failure);
    return std::move(node.mapped().step);
}

void BatchLoader::work(const std::stop_token& stop)
{
    std::unique_lock lock(mutex_);
    while (true) {
        const auto hasRoom = [this] { return nextToLoad_ > lastStep_ || nextToLoad_ < nextToGive_ + ahead_; };
        if (!changed_.wait(lock, stop, hasRoom) || nextToLoad_ > lastStep_)
            return;
        const int64_t step = nextToLoad_++;
        lock.unlock();
        auto slot = loadSafely(step);
        lock.lock();
        ready_.emplace(step, std::move(slot));
        changed_.notify_all();
    }
}

BatchLoader::Slot BatchLoader::loadSafely(int64_t step)
{
    Slot slot;
    try {
        slot.step = load(step);
    } catch (const std::exception&) {
        slot.failure = std::current_exception(); // next() throws it on the trainer's thread
    }
    return slot;
}

LoadedStep BatchLoader::load(int64_t step)
{
    LoadedStep loaded;
    for (const auto& rows : rowsOfStep_(step)) {
        std::vector<std::shared_ptr<const Encoded>> kept;
        std::vector<const Encoded*> samples;
        std::vector<int64_t> indices;
        for (const size_t row : rows) {
            auto encoded = loadRow(row, indices, loaded.bad);
            if (encoded == nullptr)
                continue;
            loaded.learnedTokens += learnedAfterShift(*encoded);
            samples.push_back(encoded.get());
            kept.push_back(std::move(encoded));
        }
        if (samples.empty())
            continue;
        loaded.microBatches.push_back(collate(samples, indices, padId_));
        loaded.realTokens += loaded.microBatches.back().realTokens;
    }
    return loaded;
}

std::shared_ptr<const Encoded> BatchLoader::loadRow(size_t row, std::vector<int64_t>& indices, std::vector<BadSample>& bad)
{
    std::vector<std::shared_ptr<const Encoded>> kept;
    std::vector<PackedPiece> pieces;
    for (const auto& part : store_.partsOf(row)) {
        auto encoded = store_.encoded(part.sample);
        if (!encoded->isUsable()) {
            const auto fatal = std::find_if(encoded->issues.begin(), encoded->issues.end(),
                [](const Issue& issue) { return issue.severity == Severity::Fatal; });
            LK_ASSERT(fatal != encoded->issues.end());
            bad.push_back({store_.index(part.sample), *fatal});
            continue;
        }
        LK_ASSERT(part.end <= encoded->ids.size());
        pieces.push_back({encoded.get(), part.begin, part.end});
        indices.push_back(store_.index(part.sample));
        kept.push_back(std::move(encoded));
    }
    if (kept.empty())
        return nullptr;
    return store_.isPacked() ? std::make_shared<const Encoded>(joinPacked(pieces, store_.packing(), store_.packBos())) : kept.front();
}

int loaderThreads(int wanted)
{
    if (wanted > 0)
        return wanted;
    const int cores = os::coreCount();
    return cores <= 2 ? 1 : std::min(4, cores / 2);
}

} // namespace lorikeet
