#pragma once
/// @file Small pictures for the gallery, decoded off the GUI thread: what the viewport shows now comes first, what was scrolled past is given up.

#include <QCache>
#include <QObject>
#include <QPixmap>
#include <QSize>
#include <QThreadPool>
#include <QTimer>

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace lorikeet {

class ThumbnailStore;

class ThumbnailLoader : public QObject {
    Q_OBJECT

public:
    /// Where the picture of a number lies now; "" = it has none. Called on the GUI thread.
    using PathOf = std::function<const std::string&(uint32_t number)>;

    /// @param store what remembers them between starts; null = nothing does.
    /// @param cacheBytes what the pixmaps may take together.
    ThumbnailLoader(PathOf pathOf, std::shared_ptr<ThumbnailStore> store, QObject* parent = nullptr, int64_t cacheBytes = int64_t{96} << 20);
    ~ThumbnailLoader() override;

    /// The box that pictures are fitted into, in logical pixels, and the screen's device pixels to one of them. Pixmaps of another size
    /// stay until theirs has come.
    void setBox(const QSize& box, qreal devicePixelRatio);
    /// The thumbnail if it is there, else null. Its device pixel ratio is set.
    const QPixmap* find(uint32_t number);
    /// It turned out that there is no readable picture.
    bool isBroken(uint32_t number);
    /// Whether there is nothing to wait for.
    bool isSettled(uint32_t number) { return find(number) != nullptr || isBroken(number); }
    /// All that is wanted from now on, the most urgent first; what was wanted before and hasn't begun is given up.
    void want(const std::vector<uint32_t>& numbers);
    /// Forgets pictures whose file is another one now (after an edit).
    void forgetMoved();
    /// Forgets everything; work that is under way is dropped when it arrives.
    void clear();
    int64_t cachedBytes() const;
    bool isIdle() const { return underWay_.empty() && nextWanted_ >= wanted_.size(); }

Q_SIGNALS:
    /// A picture arrived, or turned out to be broken.
    void loaded(uint32_t number);

private:
    struct Entry {
        QPixmap pixmap; ///< Null = broken.
        std::string path;
        int boxNumber = 0;
    };
    struct UnderWay {
        uint32_t number;
        int64_t sinceMs;
    };
    void startNext();
    void start(uint32_t number, const std::string& path);
    void finish(uint32_t number, const std::string& path, int boxNumber, const QImage& image);
    void makeRoomForHungReads();

    PathOf pathOf_;
    std::shared_ptr<ThumbnailStore> store_;
    QCache<uint32_t, Entry> cache_; ///< Cost in KiB.
    std::vector<uint32_t> wanted_;
    size_t nextWanted_ = 0;
    std::vector<UnderWay> underWay_;
    QSize box_{128, 128}; ///< In device pixels.
    qreal devicePixelRatio_ = 1;
    int boxNumber_ = 0;   ///< Counts boxes, to tell pixmaps of an earlier one.
    int threads_;
    QThreadPool* pool_;   ///< Left behind where a read hangs when the window closes.
    QTimer watch_;
    std::shared_ptr<std::atomic<int>> generation_;
};

} // namespace lorikeet
