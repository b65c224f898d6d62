#include "ui/widgets/choice_list.h"

#include "ui/widgets/choice_delegate.h"
#include "ui/theme/theme.h"

#include <QKeyEvent>
#include <QScopedValueRollback>
#include <QScrollBar>
#include <QStandardItemModel>

namespace lorikeet {

ChoiceList::ChoiceList(Theme& theme, Mode mode, QWidget* parent) : QListView(parent), items_(new QStandardItemModel(this)), mode_(mode)
{
    setModel(items_);
    setItemDelegate(new ChoiceDelegate(theme, this));
    setMouseTracking(true);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setResizeMode(QListView::Adjust);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    const auto tell = [this] {
        if (!isQuiet_)
            Q_EMIT chosenChanged(chosen());
    };
    if (mode == Mode::One)
        connect(selectionModel(), &QItemSelectionModel::selectionChanged, this, tell);
    else
        connect(items_, &QStandardItemModel::itemChanged, this, tell);
    if (mode == Mode::Several)
        connect(this, &QListView::clicked, this, &ChoiceList::toggle);
}

void ChoiceList::clear()
{
    const QScopedValueRollback quiet(isQuiet_, true);
    items_->clear();
    updateGeometry();
}

void ChoiceList::add(const QString& key, const QString& title, const QString& summary, const QString& toolTip, bool hasProblem)
{
    const QScopedValueRollback quiet(isQuiet_, true);
    auto* item = new QStandardItem(title);
    item->setData(key, Qt::UserRole);
    item->setData(summary, ChoiceDelegate::SummaryRole);
    item->setData(hasProblem, ChoiceDelegate::ProblemRole);
    item->setToolTip(toolTip);
    item->setData(title + QStringLiteral(". ") + summary, Qt::AccessibleTextRole);
    if (mode_ == Mode::Several) {
        // Not user-checkable: a click anywhere on the card ticks it, and one into the box must not do so twice.
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
        item->setCheckState(Qt::Unchecked);
    }
    items_->appendRow(item);
    updateGeometry();
}

void ChoiceList::choose(const QStringList& keys)
{
    const QScopedValueRollback quiet(isQuiet_, true);
    if (mode_ == Mode::One && keys.isEmpty())
        selectionModel()->clearSelection();
    for (int row = 0; row < items_->rowCount(); ++row) {
        auto* item = items_->item(row);
        const bool isChosen = keys.contains(item->data(Qt::UserRole).toString());
        if (mode_ == Mode::Several)
            item->setCheckState(isChosen ? Qt::Checked : Qt::Unchecked);
        else if (isChosen)
            setCurrentIndex(item->index());
    }
}

QStringList ChoiceList::chosen() const
{
    QStringList keys;
    for (int row = 0; row < items_->rowCount(); ++row) {
        const auto* item = items_->item(row);
        const bool isChosen = mode_ == Mode::Several ? item->checkState() == Qt::Checked : selectionModel()->isSelected(item->index());
        if (isChosen)
            keys.append(item->data(Qt::UserRole).toString());
    }
    return keys;
}

int ChoiceList::count() const
{
    return items_->rowCount();
}

QSize ChoiceList::sizeHint() const
{
    int height = 2 * frameWidth();
    for (int row = 0; row < qMin(items_->rowCount(), maximumRows_); ++row)
        height += sizeHintForRow(row);
    if (items_->rowCount() > maximumRows_)
        height += sizeHintForRow(maximumRows_) / 2; // Half a row says that there is more.
    return {fontMetrics().averageCharWidth() * 30, qMax(height, fontMetrics().height())};
}

QSize ChoiceList::minimumSizeHint() const
{
    return {fontMetrics().averageCharWidth() * 20, sizeHint().height()};
}

void ChoiceList::toggle(const QModelIndex& index)
{
    if (auto* item = items_->itemFromIndex(index))
        item->setCheckState(item->checkState() == Qt::Checked ? Qt::Unchecked : Qt::Checked);
}

void ChoiceList::keyPressEvent(QKeyEvent* event)
{
    if (mode_ == Mode::Several && event->key() == Qt::Key_Space)
        toggle(currentIndex());
    else
        QListView::keyPressEvent(event);
}

void ChoiceList::resizeEvent(QResizeEvent* event)
{
    QListView::resizeEvent(event);
    if (event->size().width() != event->oldSize().width()) {
        scheduleDelayedItemsLayout();
        updateGeometry();
    }
}

} // namespace lorikeet
