#include "ui/dataset/thumbnail_picture.h"

#include "core/vision/decode.h"
#include "ui/widgets/guarded.h"
#include "ui/widgets/picture.h"

#include <QBuffer>
#include <QPainter>

#include <algorithm>

namespace lorikeet {
namespace {

constexpr int kSmallSide = 96;  ///< Pictures up to this size are kept pixel by pixel.
constexpr int kQuality = 85;
constexpr int kMaxGrowth = 6;   ///< Small pictures are drawn larger, up to so many times.
constexpr qreal kRadius = 4;

QImage fitInto(const QSize& box, const QImage& image)
{
    QSize size = QSizeF(image.size()).scaled(box, Qt::KeepAspectRatio).toSize().expandedTo(QSize(1, 1));
    if (size.width() > image.width() * kMaxGrowth)
        size = image.size() * kMaxGrowth;
    const QImage fitted = size == image.size() ? image : image.scaled(size, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
    QImage rounded(size, QImage::Format_ARGB32_Premultiplied);
    rounded.fill(Qt::transparent);
    QPainter painter(&rounded);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(fitted);
    painter.drawRoundedRect(QRectF(QPointF(), size), kRadius, kRadius);
    return rounded;
}

} // namespace

int ThumbnailPicture::storedSide(const QSize& box)
{
    const int wanted = std::max(box.width(), box.height());
    return wanted <= 256 ? 256 : wanted <= 512 ? 512 : 1024;
}

QImage ThumbnailPicture::load()
{
    QImage shown;
    guarded(
        [&] {
            key_ = thumbnailKey(path_, storedSide(box_));
            if (!key_)
                return;
            QImage image;
            if (store_ != nullptr)
                image.loadFromData(store_->find(*key_));
            if (image.isNull()) {
                DecodeProblem problem;
                const auto decoded = decodeThumbnail(path_, storedSide(box_), problem);
                image = decoded ? toQImage(*decoded) : QImage();
                decoded_ = image;
            }
            if (!image.isNull())
                shown = fitInto(box_, image);
        },
        [&](const QString&, const QString&) { shown = QImage(); }); // It is shown as one that can't be read.
    return shown;
}

void ThumbnailPicture::remember()
{
    if (store_ == nullptr || !key_ || decoded_.isNull())
        return;
    QByteArray bytes;
    QBuffer buffer(&bytes);
    const bool isSmall = std::max(decoded_.width(), decoded_.height()) <= kSmallSide;
    if (decoded_.save(&buffer, isSmall ? "PNG" : "JPEG", isSmall ? -1 : kQuality))
        store_->put(*key_, bytes);
}

} // namespace lorikeet
