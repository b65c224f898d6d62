#pragma once
/// @file Small pictures kept between starts in one SQLite file that several windows may share. A cache: whatever goes wrong with it (damaged,
/// locked, no room), pictures are decoded anew and nobody waits.

#include <QByteArray>
#include <QString>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace lorikeet {

/// A picture file as it was when its thumbnail was made.
struct ThumbnailKey {
    QString path;
    int64_t size = 0;    ///< Bytes.
    int64_t mtimeNs = 0; ///< Time of its last change.
    int side = 0;        ///< Long side of the thumbnail in pixels.
};
/// Asks the disk (which may take as long as it likes: never on the GUI thread); nullopt where there is no such regular file.
std::optional<ThumbnailKey> thumbnailKey(const std::string& path, int side);

class ThumbnailStore {
public:
    struct Limits {
        int64_t maxBytes = int64_t{2} << 30; ///< What the file may hold; the least recently used go first.
        int64_t touchMs = 3'600'000;         ///< A use within this time of the last one isn't written down.
    };
    /// `lorikeet/thumbnails.sqlite` in the user's cache folder.
    static QString defaultFile();
    /// The one of that file that every page uses, while anybody does. On the GUI thread.
    static std::shared_ptr<ThumbnailStore> shared();

    explicit ThumbnailStore(QString file, Limits limits);
    explicit ThumbnailStore(const QString& file = defaultFile()) : ThumbnailStore(file, Limits{}) {}
    /// Writes what waits, unless the disk hangs.
    ~ThumbnailStore();
    ThumbnailStore(const ThumbnailStore&) = delete;
    ThumbnailStore& operator=(const ThumbnailStore&) = delete;

    /// JPEG or PNG bytes; empty when there are none for the file as it is now. On any thread but the GUI's.
    QByteArray find(const ThumbnailKey& key);
    /// Keeps bytes, some time soon; on any thread. Dropped where the disk can't follow.
    void put(const ThumbnailKey& key, const QByteArray& bytes);
    /// Waits until what was put is written, at most `ms`; false = not yet.
    bool flush(int ms);

private:
    struct Shared;
    class Writer;
    struct Reader;
    std::shared_ptr<Shared> shared_;
    Writer* writer_;
};

} // namespace lorikeet
