#include "ui/dataset/gallery_view.h"

#include "ui/dataset/sample_list.h"
#include "ui/dataset/thumbnail_loader.h"
#include "ui/dataset/tile_painter.h"
#include "ui/project_session.h"
#include "ui/theme/theme.h"
#include "ui/widgets/format.h"

#include <QHelpEvent>
#include <QPainter>
#include <QPaintEvent>
#include <QScrollBar>
#include <QToolTip>

namespace lorikeet {
namespace {
constexpr int kDragTickMs = 60;
} // namespace

GalleryView::GalleryView(ProjectSession& session, SampleList& list, ThumbnailLoader& thumbnails, Theme& theme, QWidget* parent)
    : QAbstractScrollArea(parent), session_(session), list_(list), thumbnails_(thumbnails), theme_(theme), tiles_(new TilePainter(theme, this))
{
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("Examples"));
    viewport()->setMouseTracking(true);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent); // What stays visible is moved when scrolling, not painted anew.
    connect(&thumbnails_, &ThumbnailLoader::loaded, this, [this](uint32_t sample) { updateRow(list_.rowOf(sample)); });
    connect(&list_, &SampleList::reset, this, &GalleryView::onReset);
    connect(&list_, &SampleList::changed, this, &GalleryView::onChanged);
    connect(&theme_, &Theme::changed, viewport(), qOverload<>(&QWidget::update));
    dragTick_.setInterval(kDragTickMs);
    connect(&dragTick_, &QTimer::timeout, this, [this] { dragTo(dragPlace_); });
    onReset();
}

void GalleryView::setTileWidth(int width)
{
    if (width == tileWidth_)
        return;
    const int kept = current_ >= 0 && tileRect(current_).intersects(viewport()->rect()) ? current_ : visibleRows().first;
    tileWidth_ = width;
    arrange();
    verticalScrollBar()->setValue(layout_.rectOf(std::max(0, kept)).top());
}

void GalleryView::arrange()
{
    tiles_->setLook(font(), tileWidth_, devicePixelRatioF());
    thumbnails_.setBox(tiles_->box(), devicePixelRatioF());
    const int topRow = layout_.firstRowAt(scrolled());
    const int intoLine = scrolled() % layout_.lineHeight();
    const int columns = layout_.columns();
    layout_.arrange(list_.rowCount(), viewport()->width(), tileWidth_, tiles_->tileHeight());
    QScrollBar& bar = *verticalScrollBar();
    bar.setSingleStep(std::max(1, layout_.lineHeight() / 3)); // A notch of the wheel is one line.
    bar.setPageStep(std::max(1, viewport()->height() / layout_.lineHeight()) * layout_.lineHeight());
    bar.setRange(0, std::max(0, layout_.contentHeight() - viewport()->height()));
    if (columns != layout_.columns()) // The same pictures stay at the top.
        bar.setValue(layout_.rectOf(topRow).top() + intoLine);
    viewport()->update();
    requestPictures();
}

void GalleryView::onReset()
{
    selection_.reset(static_cast<size_t>(list_.rowCount()));
    tiles_->forgetTexts();
    hovered_ = -1;
    current_ = list_.rowOf(session_.current());
    anchor_ = std::max(0, current_);
    if (current_ >= 0)
        selection_.set(static_cast<size_t>(current_), true);
    arrange();
    Q_EMIT selectionChanged();
}

void GalleryView::reload()
{
    thumbnails_.clear();
    tiles_->forgetTexts();
    arrange();
}

void GalleryView::refresh()
{
    tiles_->forgetTexts();
    viewport()->update();
    describeCurrent();
}

void GalleryView::onChanged(const std::vector<size_t>& samples)
{
    tiles_->forgetTexts();
    thumbnails_.forgetMoved();
    const auto [first, last] = visibleRows();
    if (samples.size() > static_cast<size_t>(last - first + 1))
        viewport()->update();
    else
        for (const size_t sample : samples)
            updateRow(list_.rowOf(sample));
    requestPictures();
    describeCurrent();
}

int GalleryView::scrolled() const
{
    return verticalScrollBar()->value();
}

QRect GalleryView::tileRect(int row) const
{
    return row < 0 ? QRect() : layout_.rectOf(row).translated(0, -scrolled());
}

std::pair<int, int> GalleryView::visibleRows() const
{
    if (layout_.count() == 0)
        return {0, -1};
    return {layout_.firstRowAt(scrolled()), layout_.lastRowAt(scrolled() + viewport()->height() - 1)};
}

void GalleryView::requestPictures()
{
    if (!isVisible())
        return;
    const auto [first, last] = visibleRows();
    const int screen = last - first + 1;
    wanted_.clear();
    const auto want = [this](int row) {
        if (row >= 0 && row < layout_.count() && !session_.samples()[list_.sampleAt(row)].images.empty())
            wanted_.push_back(static_cast<uint32_t>(list_.sampleAt(row)));
    };
    for (int row = first; row <= last; ++row)
        want(row);
    // Then the screen that comes next, and half the one before.
    for (int i = 0; i < screen; ++i)
        want(direction_ > 0 ? last + 1 + i : first - 1 - i);
    for (int i = 0; i < screen / 2; ++i)
        want(direction_ > 0 ? first - 1 - i : last + 1 + i);
    isPainted_ = false;
    thumbnails_.want(wanted_);
}

uint32_t GalleryView::marksOf(size_t sample) const
{
    const Sample& it = session_.samples()[sample];
    uint32_t marks = 0;
    const auto set = [&marks](TileMark mark, bool isSet) { marks |= isSet ? bitOf(mark) : 0; };
    set(TileMark::LeftOut, it.isExcluded);
    set(TileMark::Edited, session_.isEdited(sample));
    set(TileMark::Finding, list_.hasFinding(sample));
    set(TileMark::WrittenByModel, it.provenance.origin == Origin::Model);
    set(TileMark::Accepted, it.review == Review::Accepted);
    set(TileMark::Rejected, it.review == Review::Rejected);
    return marks;
}

void GalleryView::paintEvent(QPaintEvent* event)
{
    QPainter painter(viewport());
    painter.fillRect(event->rect(), theme_.colours().card);
    const auto [first, last] = visibleRows();
    bool isComplete = true;
    const bool isFocused = hasFocus(), isRead = session_.isComplete();
    for (int row = first; row <= last; ++row) {
        const size_t sample = list_.sampleAt(row);
        const auto number = static_cast<uint32_t>(sample);
        TilePainter::Tile tile;
        tile.place = tileRect(row);
        tile.number = number;
        tile.sample = &session_.samples()[sample];
        const bool hasPicture = !tile.sample->images.empty();
        tile.picture = hasPicture ? thumbnails_.find(number) : nullptr;
        tile.isBroken = hasPicture && tile.picture == nullptr && thumbnails_.isBroken(number);
        isComplete = isComplete && (!hasPicture || tile.picture != nullptr || tile.isBroken);
        if (!event->rect().intersects(tile.place))
            continue;
        tile.isSelected = selection_.contains(static_cast<size_t>(row));
        tile.isCurrent = row == current_ && isFocused;
        tile.isHovered = row == hovered_;
        tile.isRead = isRead;
        tile.marks = marksOf(sample);
        tiles_->paint(painter, tile);
    }
    const bool wasPainted = std::exchange(isPainted_, isComplete);
    if (isComplete && !wasPainted)
        Q_EMIT painted();
}

void GalleryView::resizeEvent(QResizeEvent* event)
{
    QAbstractScrollArea::resizeEvent(event);
    arrange();
}

void GalleryView::showEvent(QShowEvent* event)
{
    QAbstractScrollArea::showEvent(event);
    arrange();
}

void GalleryView::changeEvent(QEvent* event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        arrange();
}

void GalleryView::scrollContentsBy(int, int dy)
{
    direction_ = dy <= 0 ? 1 : -1;
    setHovered(-1);
    viewport()->scroll(0, dy);
    requestPictures();
}

void GalleryView::updateRow(int row)
{
    if (const QRect place = tileRect(row); place.intersects(viewport()->rect()))
        viewport()->update(place);
}

QString GalleryView::toolTipOf(int row) const
{
    const size_t sample = list_.sampleAt(row);
    const Sample& it = session_.samples()[sample];
    QStringList lines{it.images.empty() ? tr("Words only, row %1").arg(it.row + 1) : QString::fromStdString(it.images.front())};
    const uint32_t marks = marksOf(sample);
    for (unsigned i = 0; i < static_cast<unsigned>(TileMark::Count); ++i)
        if ((marks & (1U << i)) != 0)
            lines << tileMarkText(static_cast<TileMark>(i));
    return lines.join(QLatin1Char('\n'));
}

void GalleryView::describeCurrent()
{
    if (current_ < 0 || current_ >= list_.rowCount())
        return setAccessibleDescription({});
    const QString caption = captionOf(session_.samples()[list_.sampleAt(current_)]);
    setAccessibleDescription(tr("%1 of %2: %3. %4").arg(formatCount(current_ + 1), formatCount(list_.rowCount()),
        caption.isEmpty() ? tr("no answer") : caption, toolTipOf(current_)));
}

} // namespace lorikeet
