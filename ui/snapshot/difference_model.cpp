#include "ui/snapshot/difference_model.h"

namespace lorikeet {

DifferenceModel::DifferenceModel(QObject* parent) : QAbstractListModel(parent), difference_(std::make_shared<SnapshotDifference>()) {}

void DifferenceModel::setDifference(std::shared_ptr<const SnapshotDifference> difference)
{
    beginResetModel();
    difference_ = std::move(difference);
    endResetModel();
}

int DifferenceModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(difference_->changed.size() + difference_->added.size() + difference_->removed.size());
}

/// Changed ones first: they are what people look for.
DifferenceModel::Kind DifferenceModel::kindAt(int row) const
{
    const auto at = static_cast<size_t>(row);
    if (at < difference_->changed.size())
        return Kind::Changed;
    return at < difference_->changed.size() + difference_->added.size() ? Kind::Added : Kind::Removed;
}

const std::string& DifferenceModel::idAt(int row) const
{
    auto at = static_cast<size_t>(row);
    if (at < difference_->changed.size())
        return difference_->changed[at].sampleId;
    at -= difference_->changed.size();
    return at < difference_->added.size() ? difference_->added[at] : difference_->removed[at - difference_->added.size()];
}

const SnapshotDifference::Changed* DifferenceModel::changeAt(int row) const
{
    return kindAt(row) == Kind::Changed ? &difference_->changed[static_cast<size_t>(row)] : nullptr;
}

QVariant DifferenceModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || (role != Qt::DisplayRole && role != Qt::ToolTipRole))
        return {};
    const Kind kind = kindAt(index.row());
    // A sign and a word, never colour alone.
    const QString mark = kind == Kind::Added ? tr("+ added") : kind == Kind::Removed ? tr("− removed") : tr("± changed");
    return QStringLiteral("%1   %2").arg(mark, QString::fromStdString(idAt(index.row())));
}

} // namespace lorikeet
