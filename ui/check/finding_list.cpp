#include "ui/check/finding_list.h"

#include "ui/widgets/guarded.h"

#include <QFileInfo>
#include <QLocale>

namespace lorikeet {

FindingList::FindingList(std::shared_ptr<const DoctorReport> report, std::vector<size_t> issues, QObject* parent)
    : QAbstractTableModel(parent), report_(std::move(report)), issues_(std::move(issues))
{
}

int FindingList::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(issues_.size());
}

int FindingList::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant FindingList::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || (role != Qt::DisplayRole && role != Qt::ToolTipRole))
        return {};
    const Issue& issue = issueAt(index.row());
    switch (index.column()) {
    case RowColumn:
        return issue.row < 0 ? QVariant(QString()) : QVariant(QLocale().toString(issue.row + 1));
    case FileColumn: {
        const QString path = QString::fromStdString(issue.file);
        return role == Qt::ToolTipRole ? path : QFileInfo(path).fileName();
    }
    default: {
        const QString message = translated(issue.message);
        return role == Qt::ToolTipRole ? message + "\n" + translated(issue.fix) : message;
    }
    }
}

QVariant FindingList::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == RowColumn ? tr("Row") : section == FileColumn ? tr("File") : tr("What is wrong");
}

} // namespace lorikeet
