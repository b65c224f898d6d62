/// @file Mouse and keys of the gallery.
#include "ui/dataset/gallery_view.h"

#include "ui/dataset/sample_list.h"

#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QScrollBar>
#include <QToolTip>

namespace lorikeet {

void GalleryView::setCurrentRow(int row)
{
    moveTo(row, Qt::NoModifier);
}

void GalleryView::selectAll()
{
    selection_.selectAll();
    viewport()->update();
    Q_EMIT selectionChanged();
}

void GalleryView::toggleSelected(int row)
{
    selection_.toggle(static_cast<size_t>(row));
    updateRow(row);
    Q_EMIT selectionChanged();
}

std::vector<size_t> GalleryView::chosenSamples() const
{
    std::vector<size_t> samples = selection_.rows();
    if (samples.empty() && current_ >= 0)
        samples.push_back(static_cast<size_t>(current_));
    for (size_t& row : samples)
        row = list_.sampleAt(static_cast<int>(row));
    return samples;
}

void GalleryView::moveTo(int row, Qt::KeyboardModifiers modifiers)
{
    if (row < 0 || row >= layout_.count())
        return;
    const int before = std::exchange(current_, row);
    const bool isRange = modifiers.testFlag(Qt::ShiftModifier);
    const bool keepsChoice = modifiers.testFlag(Qt::ControlModifier);
    const bool wasOne = selection_.count() <= 1;
    if (!keepsChoice && selection_.count() > 0)
        selection_.clear();
    if (isRange)
        selection_.setRange(static_cast<size_t>(std::min(anchor_, layout_.count() - 1)), static_cast<size_t>(row), true);
    else if (!keepsChoice)
        selection_.set(static_cast<size_t>(row), true);
    if (!isRange)
        anchor_ = row;
    if (wasOne && selection_.count() <= 1) {
        updateRow(before);
        updateRow(row);
    } else {
        viewport()->update();
    }
    const QRect place = tileRect(row);
    QScrollBar& bar = *verticalScrollBar();
    if (place.top() < 0)
        bar.setValue(bar.value() + place.top());
    else if (place.bottom() > viewport()->height())
        bar.setValue(bar.value() + std::min(place.top(), place.bottom() - viewport()->height() + 1));
    Q_EMIT selectionChanged();
    if (before != row) {
        describeCurrent();
        Q_EMIT currentChanged(row);
    }
}

int GalleryView::targetOf(int key) const
{
    const int last = layout_.count() - 1;
    const int at = std::max(0, current_);
    const int page = std::max(1, viewport()->height() / layout_.lineHeight()) * layout_.columns();
    const auto within = [&](int row) { return row > last || row < 0 ? at : row; };
    switch (key) {
    case Qt::Key_Left:
        return within(at - 1);
    case Qt::Key_Right:
        return within(at + 1);
    case Qt::Key_Up:
        return within(at - layout_.columns());
    case Qt::Key_Down: // From the line above a short last one: to its end.
        return at + layout_.columns() <= last ? at + layout_.columns() : at / layout_.columns() < last / layout_.columns() ? last : at;
    case Qt::Key_PageUp:
        return std::max(at % layout_.columns(), at - page);
    case Qt::Key_PageDown:
        return std::min(last, at + page);
    case Qt::Key_Home:
        return 0;
    case Qt::Key_End:
        return last;
    default:
        return -1;
    }
}

bool GalleryView::actOn(int key, Qt::KeyboardModifiers modifiers)
{
    if (modifiers.testFlag(Qt::ControlModifier)) {
        if (key == Qt::Key_Space && current_ >= 0)
            toggleSelected(current_);
        return key == Qt::Key_Space;
    }
    switch (key) {
    case Qt::Key_Space:
        Q_EMIT excludeToggled();
        return true;
    case Qt::Key_Delete:
        Q_EMIT excludeRequested();
        return true;
    case Qt::Key_E:
    case Qt::Key_Return:
    case Qt::Key_Enter:
        Q_EMIT editRequested();
        return true;
    case Qt::Key_A:
        Q_EMIT acceptRequested();
        return true;
    case Qt::Key_R:
        Q_EMIT rejectRequested();
        return true;
    default:
        return false;
    }
}

void GalleryView::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::SelectAll))
        return selectAll();
    if (layout_.count() > 0 && !event->modifiers().testFlag(Qt::AltModifier)) {
        if (const int target = targetOf(event->key()); target >= 0)
            return moveTo(target, event->modifiers());
        if (actOn(event->key(), event->modifiers()))
            return;
    }
    event->ignore();
}

int GalleryView::rowAt(const QPoint& place) const
{
    return layout_.rowAt(place + QPoint(0, verticalScrollBar()->value()));
}

void GalleryView::mousePressEvent(QMouseEvent* event)
{
    const int row = rowAt(event->position().toPoint());
    if (row < 0 || event->button() != Qt::LeftButton)
        return;
    const Qt::KeyboardModifiers modifiers = event->modifiers();
    moveTo(row, modifiers);
    if (modifiers.testFlag(Qt::ControlModifier) && !modifiers.testFlag(Qt::ShiftModifier))
        toggleSelected(row);
    isDragging_ = true;
}

void GalleryView::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton && rowAt(event->position().toPoint()) >= 0)
        Q_EMIT editRequested();
}

void GalleryView::mouseMoveEvent(QMouseEvent* event)
{
    const QPoint place = event->position().toPoint();
    if (isDragging_ && event->buttons().testFlag(Qt::LeftButton))
        dragTo(place);
    setHovered(rowAt(place));
}

void GalleryView::mouseReleaseEvent(QMouseEvent* event)
{
    isDragging_ = false;
    dragTick_.stop();
    QAbstractScrollArea::mouseReleaseEvent(event);
}

/// A range like Shift's, from where the button went down. Beyond an edge it goes on by a line each tick.
void GalleryView::dragTo(const QPoint& place)
{
    dragPlace_ = place;
    const bool isOutside = place.y() < 0 || place.y() >= viewport()->height();
    if (!isOutside)
        dragTick_.stop();
    else if (!dragTick_.isActive())
        dragTick_.start();
    if (layout_.count() == 0)
        return;
    const QPoint inside(place.x(), std::clamp(place.y(), 0, viewport()->height() - 1));
    int row = layout_.nearestRow(inside + QPoint(0, scrolled()));
    if (isOutside)
        row = std::clamp(row + (place.y() < 0 ? -layout_.columns() : layout_.columns()), 0, layout_.count() - 1);
    if (row != current_)
        moveTo(row, Qt::ShiftModifier);
}

void GalleryView::contextMenuEvent(QContextMenuEvent* event)
{
    const bool isMouse = event->reason() == QContextMenuEvent::Mouse;
    const int row = isMouse ? rowAt(event->pos()) : current_;
    if (row < 0)
        return;
    if (!selection_.contains(static_cast<size_t>(row)))
        moveTo(row, Qt::NoModifier);
    Q_EMIT menuRequested(isMouse ? event->globalPos() : viewport()->mapToGlobal(tileRect(row).center()));
}

void GalleryView::setHovered(int row)
{
    const int before = std::exchange(hovered_, row);
    if (before == row)
        return;
    updateRow(before);
    updateRow(row);
}

bool GalleryView::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::Leave)
        setHovered(-1);
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const int row = rowAt(help->pos());
        if (row < 0)
            QToolTip::hideText();
        else
            QToolTip::showText(help->globalPos(), toolTipOf(row), viewport(), tileRect(row));
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void GalleryView::focusInEvent(QFocusEvent* event)
{
    QAbstractScrollArea::focusInEvent(event);
    updateRow(current_);
}

void GalleryView::focusOutEvent(QFocusEvent* event)
{
    QAbstractScrollArea::focusOutEvent(event);
    updateRow(current_);
}

} // namespace lorikeet
