#include "ui/dataset/thumbnail_loader.h"

#include "core/vision/decode.h"
#include "ui/widgets/picture.h"
#include "ui/widgets/task.h"

#include <QThread>

#include <algorithm>

namespace lorikeet {
namespace {
/// More than a few screens of requests are not worth keeping: whoever scrolled past them has gone on.
constexpr size_t kMaxWaiting = 400;
} // namespace

ThumbnailLoader::ThumbnailLoader(QObject* parent, int64_t cacheBytes)
    : QObject(parent), cache_(static_cast<qsizetype>(cacheBytes / 1024)), generation_(std::make_shared<std::atomic<int>>(0))
{
    pool_.setMaxThreadCount(std::max(1, QThread::idealThreadCount() - 1));
    pool_.setThreadPriority(QThread::LowPriority);
}

ThumbnailLoader::~ThumbnailLoader()
{
    ++*generation_;
    pool_.clear();
    pool_.waitForDone();
}

const QPixmap* ThumbnailLoader::find(const QString& path)
{
    if (const QPixmap* found = cache_.object(path))
        return found;
    if (path.isEmpty() || broken_.contains(path) || asked_.contains(path))
        return nullptr;
    asked_.insert(path);
    waiting_.push_back(path);
    if (waiting_.size() > kMaxWaiting) {
        asked_.remove(waiting_.front());
        waiting_.erase(waiting_.begin());
    }
    startNext();
    return nullptr;
}

void ThumbnailLoader::setSide(int devicePixels)
{
    if (devicePixels == side_)
        return;
    side_ = devicePixels;
    clear();
}

void ThumbnailLoader::clear()
{
    ++*generation_;
    cache_.clear();
    broken_.clear();
    asked_.clear();
    waiting_.clear();
}

int64_t ThumbnailLoader::cachedBytes() const
{
    return static_cast<int64_t>(cache_.totalCost()) * 1024;
}

void ThumbnailLoader::startNext()
{
    while (underWay_ < pool_.maxThreadCount() && !waiting_.empty()) {
        const QString path = waiting_.back();
        waiting_.pop_back();
        ++underWay_;
        const int generation = *generation_;
        runTask<QImage>(
            this,
            [path, side = side_, generation, newest = generation_] {
                if (generation != *newest)
                    return QImage();
                DecodeProblem problem;
                const auto image = decodeThumbnail(path.toStdString(), side, problem);
                return image ? toQImage(*image) : QImage();
            },
            [this, path, generation](const TaskResult<QImage>& result) {
                --underWay_;
                if (generation == *generation_)
                    finish(path, result.value.value_or(QImage()));
                startNext();
            },
            &pool_);
    }
}

void ThumbnailLoader::finish(const QString& path, const QImage& image)
{
    asked_.remove(path);
    if (image.isNull())
        broken_.insert(path);
    else
        cache_.insert(path, new QPixmap(QPixmap::fromImage(image)), std::max<qsizetype>(1, image.sizeInBytes() / 1024));
    Q_EMIT loaded(path);
}

} // namespace lorikeet
