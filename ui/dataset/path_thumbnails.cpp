#include "ui/dataset/path_thumbnails.h"

#include "ui/dataset/thumbnail_loader.h"

#include <QGuiApplication>

#include <algorithm>

namespace lorikeet {

PathThumbnails::PathThumbnails(const QSize& box, std::shared_ptr<ThumbnailStore> store, QObject* parent)
    : QObject(parent), loader_(new ThumbnailLoader([this](uint32_t number) -> const std::string& { return paths_[number]; }, std::move(store), this, int64_t{32} << 20))
{
    loader_->setBox(box, qGuiApp->devicePixelRatio());
    soon_.setSingleShot(true);
    soon_.setInterval(0);
    connect(&soon_, &QTimer::timeout, this, &PathThumbnails::request);
    connect(loader_, &ThumbnailLoader::loaded, this, &PathThumbnails::loaded);
}

PathThumbnails::~PathThumbnails()
{
    delete loader_; // It reads paths_.
}

const QPixmap* PathThumbnails::find(const QString& path)
{
    if (path.isEmpty())
        return nullptr;
    auto known = numbers_.constFind(path);
    if (known == numbers_.constEnd()) {
        known = numbers_.insert(path, static_cast<uint32_t>(paths_.size()));
        paths_.push_back(path.toStdString());
    }
    const QPixmap* found = loader_->find(*known);
    if (found == nullptr && !loader_->isBroken(*known) && std::find(asked_.begin(), asked_.end(), *known) == asked_.end()) {
        asked_.push_back(*known);
        soon_.start();
    }
    return found;
}

bool PathThumbnails::isBroken(const QString& path) const
{
    const auto known = numbers_.constFind(path);
    return known != numbers_.constEnd() && loader_->isBroken(*known);
}

void PathThumbnails::request()
{
    loader_->want(asked_);
    asked_.clear();
}

} // namespace lorikeet
