#include "ui/dataset/gallery_view.h"

#include "ui/dataset/sample_model.h"
#include "ui/dataset/thumbnail_loader.h"
#include "ui/theme/theme.h"

#include <QKeyEvent>
#include <QPainter>
#include <QPainterPath>
#include <QScrollBar>

namespace lorikeet {
namespace {
constexpr int kGap = 4;     // between tiles, each side
constexpr int kInset = 6;   // from the tile's edge to the picture
constexpr int kMarkSide = 20;
} // namespace

TileDelegate::TileDelegate(Theme& theme, ThumbnailLoader& thumbnails, QObject* parent)
    : QStyledItemDelegate(parent), theme_(theme), thumbnails_(thumbnails)
{
}

QSize TileDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const
{
    return tileSize_;
}

void TileDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const ThemeColours& c = theme_.colours();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setRenderHint(QPainter::SmoothPixmapTransform);
    const QRect tile = option.rect.adjusted(kGap, kGap, -kGap, -kGap);
    const bool isSelected = option.state.testFlag(QStyle::State_Selected);
    const bool hasFocus = option.state.testFlag(QStyle::State_HasFocus);
    if (isSelected || option.state.testFlag(QStyle::State_MouseOver)) {
        QColor ground = c.accentSoft;
        ground.setAlphaF(isSelected ? 1.0F : 0.5F);
        painter->setPen(hasFocus || isSelected ? QPen(c.accent, hasFocus ? 2 : 1) : QPen(Qt::NoPen));
        painter->setBrush(ground);
        painter->drawRoundedRect(QRectF(tile).adjusted(1, 1, -1, -1), space::kRadius, space::kRadius);
    }
    const int textHeight = option.fontMetrics.height();
    const QRect place = tile.adjusted(kInset, kInset, -kInset, -kInset - textHeight - space::kXs);
    const bool isExcluded = index.data(SampleModel::IsExcludedRole).toBool();
    painter->setOpacity(isExcluded ? 0.35 : 1.0);
    paintPicture(*painter, place, index);
    painter->setOpacity(1.0);
    paintMarks(*painter, place, index);

    const QString caption = index.data(SampleModel::CaptionRole).toString();
    QFont font = option.font;
    font.setStrikeOut(isExcluded);
    font.setItalic(caption.isEmpty());
    painter->setFont(font);
    painter->setPen(caption.isEmpty() || isExcluded ? c.textQuiet : c.text);
    const QRect line(place.left(), place.bottom() + space::kXs, place.width(), textHeight + 2);
    painter->drawText(line, static_cast<int>(Qt::AlignVCenter | Qt::AlignLeft),
        option.fontMetrics.elidedText(caption.isEmpty() ? tr("no answer") : caption, Qt::ElideRight, line.width()));
    painter->restore();
}

void TileDelegate::paintPicture(QPainter& painter, const QRect& place, const QModelIndex& index) const
{
    const ThemeColours& c = theme_.colours();
    const QString path = index.data(SampleModel::ImageRole).toString();
    const QPixmap* thumbnail = thumbnails_.find(path);
    if (thumbnail != nullptr) {
        const QSizeF fit = QSizeF(thumbnail->size()).scaled(place.size(), Qt::KeepAspectRatio);
        const QRectF target(place.x() + (place.width() - fit.width()) / 2, place.y() + (place.height() - fit.height()) / 2, fit.width(), fit.height());
        QPainterPath clip;
        clip.addRoundedRect(target, 4, 4);
        painter.save();
        painter.setClipPath(clip);
        painter.drawPixmap(target, *thumbnail, QRectF(thumbnail->rect()));
        painter.restore();
        return;
    }
    painter.setPen(Qt::NoPen);
    painter.setBrush(c.window);
    painter.drawRoundedRect(place, 4, 4);
    if (path.isEmpty()) {
        painter.setPen(c.textQuiet);
        painter.drawText(place.adjusted(space::kS, space::kS, -space::kS, -space::kS), static_cast<int>(Qt::AlignLeft | Qt::AlignTop) | Qt::TextWordWrap,
            index.data(SampleModel::CaptionRole).toString().left(300));
    } else if (thumbnails_.isBroken(path)) {
        const QRect icon(place.center() - QPoint(14, 22), QSize(28, 28));
        tintedIcon("warning", c.bad).paint(&painter, icon);
        painter.setPen(c.bad);
        painter.drawText(QRect(place.left(), icon.bottom() + 4, place.width(), 24), static_cast<int>(Qt::AlignCenter), tr("cannot be read"));
    }
}

void TileDelegate::paintMarks(QPainter& painter, const QRect& place, const QModelIndex& index) const
{
    const ThemeColours& c = theme_.colours();
    int x = place.right() - kMarkSide - 2;
    const auto mark = [&](const char* icon, const QColor& ink) {
        const QRect disc(x, place.top() + 4, kMarkSide, kMarkSide);
        painter.setPen(Qt::NoPen);
        painter.setBrush(c.card);
        painter.drawEllipse(disc);
        tintedIcon(icon, ink).paint(&painter, disc.adjusted(3, 3, -3, -3));
        x -= kMarkSide + 3;
    };
    if (index.data(SampleModel::IsExcludedRole).toBool())
        mark("exclude", c.text);
    else if (index.data(SampleModel::IsEditedRole).toBool())
        mark("edit", c.accentStrong);
    if (index.data(SampleModel::HasProblemRole).toBool())
        mark("warning", c.amber);
}

GalleryView::GalleryView(Theme& theme, ThumbnailLoader& thumbnails, QWidget* parent)
    : QListView(parent), thumbnails_(thumbnails), tiles_(new TileDelegate(theme, thumbnails, this))
{
    // List mode with wrapping looks like icon mode, and lays out 100,000 tiles by counting instead of by placing each.
    setViewMode(QListView::ListMode);
    setFlow(QListView::LeftToRight);
    setWrapping(true);
    setResizeMode(QListView::Adjust);
    setUniformItemSizes(true);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setMouseTracking(true);
    setItemDelegate(tiles_);
    setAccessibleName(tr("Examples"));
    connect(&thumbnails_, &ThumbnailLoader::loaded, viewport(), qOverload<>(&QWidget::update));
    connect(&theme, &Theme::changed, viewport(), qOverload<>(&QWidget::update));
}

void GalleryView::setTileWidth(int width)
{
    tileWidth_ = width;
    arrange();
}

void GalleryView::resizeEvent(QResizeEvent* event)
{
    arrange();
    QListView::resizeEvent(event);
}

void GalleryView::arrange()
{
    const int columns = qMax(1, viewport()->width() / tileWidth_);
    const int width = qMax(tileWidth_ / 2, (viewport()->width() - 1) / columns);
    const QSize size(width, width + fontMetrics().height());
    if (size == gridSize())
        return;
    tiles_->setTileSize(size);
    setGridSize(size);
    verticalScrollBar()->setSingleStep(size.height() / 3);
    thumbnails_.setSide(static_cast<int>((tileWidth_ * 1.3 - 2 * (kGap + kInset)) * devicePixelRatioF()));
}

void GalleryView::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Space || event->key() == Qt::Key_Delete)
        Q_EMIT excludeToggled();
    else if (event->key() == Qt::Key_E || event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        Q_EMIT editRequested();
    else
        QListView::keyPressEvent(event);
}

} // namespace lorikeet
