#pragma once
/// @file The making of one thumbnail, off the GUI thread: out of the store, or decoded and then put into it.

#include "ui/dataset/thumbnail_store.h"

#include <QImage>
#include <QSize>

namespace lorikeet {

class ThumbnailPicture {
public:
    /// @param box device pixels that it is fitted into.
    /// @param store may be null.
    ThumbnailPicture(std::string path, const QSize& box, ThumbnailStore* store) : path_(std::move(path)), box_(box), store_(store) {}

    /// Upright, with rounded corners, as large as fits the box; null where the file can't be read. Never throws for bad files.
    QImage load();
    /// Puts what had to be decoded into the store.
    void remember();

    /// Long side of what is kept for a box: 256, 512 or 1024.
    static int storedSide(const QSize& box);

private:
    std::string path_;
    QSize box_;
    ThumbnailStore* store_;
    std::optional<ThumbnailKey> key_;
    QImage decoded_; ///< Not yet in the store.
};

} // namespace lorikeet
