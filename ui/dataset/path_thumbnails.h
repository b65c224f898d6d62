#pragma once
/// @file Thumbnails asked for by path while painting: for lists that show a few pictures among other things.

#include <QHash>
#include <QObject>
#include <QPixmap>
#include <QSize>
#include <QString>
#include <QTimer>

#include <memory>
#include <string>
#include <vector>

namespace lorikeet {

class ThumbnailLoader;
class ThumbnailStore;

class PathThumbnails : public QObject {
    Q_OBJECT

public:
    /// @param box logical pixels that each is fitted into.
    PathThumbnails(const QSize& box, std::shared_ptr<ThumbnailStore> store, QObject* parent = nullptr);
    ~PathThumbnails() override;
    /// Null while it isn't there; then it is fetched, and what was asked for since the last paint comes before everything else.
    const QPixmap* find(const QString& path);
    bool isBroken(const QString& path) const;

Q_SIGNALS:
    /// Paint again.
    void loaded();

private:
    void request();
    ThumbnailLoader* loader_;
    QHash<QString, uint32_t> numbers_;
    std::vector<std::string> paths_;
    std::vector<uint32_t> asked_;
    QTimer soon_;
};

} // namespace lorikeet
