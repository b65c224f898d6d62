#include "ui/check/thumbnail_row.h"

#include "ui/dataset/path_thumbnails.h"
#include "ui/theme/theme.h"

#include <QFileInfo>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

namespace lorikeet {

ThumbnailRow::ThumbnailRow(QStringList files, PathThumbnails& thumbnails, Theme& theme, QWidget* parent)
    : QWidget(parent), files_(std::move(files)), thumbnails_(thumbnails), theme_(theme)
{
    if (files_.size() > kMost)
        files_.resize(kMost);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setCursor(Qt::PointingHandCursor);
    connect(&thumbnails_, &PathThumbnails::loaded, this, qOverload<>(&QWidget::update));
    connect(&theme_, &Theme::changed, this, qOverload<>(&QWidget::update));
}

QSize ThumbnailRow::sizeHint() const
{
    const int count = static_cast<int>(files_.size());
    return {count * kSide + std::max(0, count - 1) * space::kXs, kSide};
}

QRect ThumbnailRow::place(int which) const
{
    return {which * (kSide + space::kXs), 0, kSide, kSide};
}

int ThumbnailRow::at(const QPoint& point) const
{
    for (int i = 0; i < files_.size(); ++i)
        if (place(i).contains(point))
            return i;
    return -1;
}

void ThumbnailRow::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    for (int i = 0; i < files_.size(); ++i) {
        const QRect frame = place(i);
        QPainterPath clip;
        clip.addRoundedRect(frame, 4, 4);
        painter.setClipPath(clip);
        painter.fillRect(frame, theme_.colours().window);
        const QPixmap* picture = thumbnails_.find(files_[i]);
        if (picture != nullptr) {
            // Filled: the middle of the picture is what people recognise.
            const QSizeF size = QSizeF(picture->size()).scaled(frame.size(), Qt::KeepAspectRatioByExpanding);
            const QPointF corner(frame.center().x() - size.width() / 2, frame.center().y() - size.height() / 2);
            painter.drawPixmap(QRectF(corner, size), *picture, QRectF(picture->rect()));
        } else if (thumbnails_.isBroken(files_[i])) {
            tintedIcon("picture", theme_.colours().textQuiet).paint(&painter, frame.adjusted(16, 16, -16, -16));
        }
    }
}

void ThumbnailRow::mousePressEvent(QMouseEvent* event)
{
    const int which = at(event->position().toPoint());
    if (event->button() == Qt::LeftButton && which >= 0)
        Q_EMIT clicked(which);
}

bool ThumbnailRow::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    auto* help = static_cast<QHelpEvent*>(event);
    if (const int which = at(help->pos()); which >= 0)
        QToolTip::showText(help->globalPos(), files_[which], this);
    return true;
}

} // namespace lorikeet
