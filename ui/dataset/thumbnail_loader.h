#pragma once
/// @file Small pictures for the gallery, decoded off the GUI thread, newest request first, kept up to a byte limit.

#include <QCache>
#include <QObject>
#include <QPixmap>
#include <QSet>
#include <QString>
#include <QThreadPool>

#include <atomic>
#include <memory>
#include <vector>

namespace lorikeet {

class ThumbnailLoader : public QObject {
    Q_OBJECT

public:
    /// @param cacheBytes what the pixmaps may take together.
    explicit ThumbnailLoader(QObject* parent = nullptr, int64_t cacheBytes = int64_t{256} << 20);
    ~ThumbnailLoader() override;

    /// The thumbnail if it is there; otherwise null, and it is asked for (before everything asked for earlier).
    const QPixmap* find(const QString& path);
    bool isBroken(const QString& path) const { return broken_.contains(path); }
    /// Long side in device pixels. Another side forgets what is there.
    void setSide(int devicePixels);
    /// Forgets everything; work that is under way is dropped when it arrives.
    void clear();
    int64_t cachedBytes() const;

Q_SIGNALS:
    /// A picture arrived, or turned out to be broken.
    void loaded(const QString& path);

private:
    void startNext();
    void finish(const QString& path, const QImage& image);

    QCache<QString, QPixmap> cache_; ///< Cost in KiB.
    QSet<QString> broken_;
    QSet<QString> asked_;            ///< Waiting or under way.
    std::vector<QString> waiting_;   ///< The last is next.
    int side_ = 192;
    int underWay_ = 0;
    QThreadPool pool_;
    std::shared_ptr<std::atomic<int>> generation_;
};

} // namespace lorikeet
