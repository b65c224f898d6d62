#include "ui/dataset/thumbnail_loader.h"

#include "ui/dataset/thumbnail_picture.h"
#include "ui/widgets/task.h"

#include <QDateTime>
#include <QThread>

#include <algorithm>

namespace lorikeet {
namespace {

constexpr int kCloseMs = 400;
constexpr int64_t kHungMs = 4000; ///< A read that takes this long waits for a disk that doesn't answer.
constexpr int kMaxHung = 8;

} // namespace

ThumbnailLoader::ThumbnailLoader(PathOf pathOf, std::shared_ptr<ThumbnailStore> store, QObject* parent, int64_t cacheBytes)
    : QObject(parent), pathOf_(std::move(pathOf)), store_(std::move(store)), cache_(static_cast<qsizetype>(cacheBytes / 1024)),
      threads_(std::max(1, QThread::idealThreadCount() - 1)), pool_(new QThreadPool), generation_(std::make_shared<std::atomic<int>>(0))
{
    pool_->setMaxThreadCount(threads_);
    pool_->setExpiryTimeout(-1); // Each thread keeps its connection to the store.
    pool_->setThreadPriority(QThread::LowPriority);
    watch_.setInterval(1000);
    connect(&watch_, &QTimer::timeout, this, &ThumbnailLoader::makeRoomForHungReads);
}

ThumbnailLoader::~ThumbnailLoader()
{
    ++*generation_;
    pool_->clear();
    if (pool_->waitForDone(kCloseMs))
        delete pool_;
}

const QPixmap* ThumbnailLoader::find(uint32_t number)
{
    const Entry* entry = cache_.object(number);
    return entry != nullptr && !entry->pixmap.isNull() ? &entry->pixmap : nullptr;
}

bool ThumbnailLoader::isBroken(uint32_t number)
{
    const Entry* entry = cache_.object(number);
    return entry != nullptr && entry->pixmap.isNull();
}

void ThumbnailLoader::setBox(const QSize& box, qreal devicePixelRatio)
{
    const QSize pixels = (QSizeF(box) * devicePixelRatio).toSize();
    if (pixels == box_ && devicePixelRatio == devicePixelRatio_)
        return;
    box_ = pixels;
    devicePixelRatio_ = devicePixelRatio;
    ++boxNumber_;
    wanted_.clear();
    nextWanted_ = 0;
}

void ThumbnailLoader::want(const std::vector<uint32_t>& numbers)
{
    wanted_.assign(numbers.begin(), numbers.end());
    nextWanted_ = 0;
    startNext();
}

void ThumbnailLoader::forgetMoved()
{
    for (const uint32_t number : cache_.keys())
        if (cache_.object(number)->path != pathOf_(number))
            cache_.remove(number);
}

void ThumbnailLoader::clear()
{
    ++*generation_;
    cache_.clear();
    wanted_.clear();
    nextWanted_ = 0;
    underWay_.clear();
}

int64_t ThumbnailLoader::cachedBytes() const
{
    return static_cast<int64_t>(cache_.totalCost()) * 1024;
}

void ThumbnailLoader::startNext()
{
    // One more than there are threads: the next is at hand when one of them is ready.
    const auto limit = static_cast<size_t>(pool_->maxThreadCount() + 1);
    while (underWay_.size() < limit && nextWanted_ < wanted_.size()) {
        const uint32_t number = wanted_[nextWanted_++];
        const Entry* entry = cache_.object(number);
        if (entry != nullptr && entry->boxNumber == boxNumber_)
            continue;
        if (std::any_of(underWay_.begin(), underWay_.end(), [number](const UnderWay& one) { return one.number == number; }))
            continue;
        if (const std::string& path = pathOf_(number); !path.empty())
            start(number, path);
    }
    if (underWay_.empty())
        watch_.stop();
    else if (!watch_.isActive())
        watch_.start();
}

void ThumbnailLoader::start(uint32_t number, const std::string& path)
{
    underWay_.push_back({number, QDateTime::currentMSecsSinceEpoch()});
    const int generation = *generation_;
    const auto promise = std::make_shared<QPromise<QImage>>();
    auto* watcher = new QFutureWatcher<QImage>(this);
    connect(watcher, &QFutureWatcher<QImage>::finished, this, [this, watcher, number, path, generation, boxNumber = boxNumber_] {
        watcher->deleteLater();
        if (generation != *generation_)
            return;
        std::erase_if(underWay_, [number](const UnderWay& one) { return one.number == number; });
        finish(number, path, boxNumber, watcher->future().resultCount() > 0 ? watcher->result() : QImage());
        startNext();
    });
    promise->start();
    watcher->setFuture(promise->future());
    pool_->start([promise, path, box = box_, store = store_, generation, newest = generation_] {
        ThumbnailPicture picture(path, box, store.get());
        if (generation == *newest)
            promise->addResult(picture.load());
        promise->finish();
        picture.remember(); // After it was handed over: nobody waits for this.
    });
}

void ThumbnailLoader::finish(uint32_t number, const std::string& path, int boxNumber, const QImage& image)
{
    if (boxNumber != boxNumber_) { // Made for another size: once more.
        wanted_.insert(wanted_.begin() + static_cast<std::ptrdiff_t>(nextWanted_), number);
        return;
    }
    auto* entry = new Entry{image.isNull() ? QPixmap() : QPixmap::fromImage(image), path, boxNumber};
    entry->pixmap.setDevicePixelRatio(devicePixelRatio_);
    cache_.insert(number, entry, std::max<qsizetype>(1, image.sizeInBytes() / 1024));
    Q_EMIT loaded(number);
}

void ThumbnailLoader::makeRoomForHungReads()
{
    const int64_t now = QDateTime::currentMSecsSinceEpoch();
    const auto hung = std::count_if(underWay_.begin(), underWay_.end(), [now](const UnderWay& one) { return now - one.sinceMs > kHungMs; });
    pool_->setMaxThreadCount(threads_ + std::min(kMaxHung, static_cast<int>(hung)));
    startNext();
}

} // namespace lorikeet
