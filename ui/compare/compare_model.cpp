#include "ui/compare/compare_model.h"

#include "ui/compare/word_diff.h"
#include "ui/runs/run_format.h"

#include <algorithm>

namespace lorikeet {

CompareModel::CompareModel(QObject* parent) : QAbstractTableModel(parent) {}

void CompareModel::setRows(std::vector<CompareRow> rows)
{
    beginResetModel();
    rows_ = std::move(rows);
    cells_.clear();
    endResetModel();
}

void CompareModel::setShownCount(size_t count)
{
    const int before = rowCount();
    const int after = static_cast<int>(std::min(count, rows_.size()));
    if (after > before)
        beginInsertRows({}, before, after - 1);
    else if (after < before)
        beginRemoveRows({}, after, before - 1);
    shown_ = count;
    if (after > before)
        endInsertRows();
    else if (after < before)
        endRemoveRows();
    if (!columns_.empty())
        Q_EMIT headerDataChanged(Qt::Horizontal, FirstAnswer, columnCount() - 1);
}

void CompareModel::setColumns(std::vector<CompareColumn> columns)
{
    if (columns == columns_)
        return;
    beginResetModel();
    columns_ = std::move(columns);
    endResetModel();
}

QString CompareModel::cellKey(int row, int answerer) const
{
    return columns_.at(static_cast<size_t>(answerer)).key + QLatin1Char('\n') + QString::number(row);
}

const CompareCell& CompareModel::cell(int row, int answerer) const
{
    if (answerer < 0 || answerer >= static_cast<int>(columns_.size()))
        return empty_;
    const auto found = cells_.find(cellKey(row, answerer));
    return found == cells_.end() ? empty_ : found->second;
}

void CompareModel::setCell(int row, int answerer, const CompareCell& cell)
{
    cells_[cellKey(row, answerer)] = cell;
    const auto at = index(row, FirstAnswer + answerer);
    Q_EMIT dataChanged(at, at);
    Q_EMIT headerDataChanged(Qt::Horizontal, FirstAnswer + answerer, FirstAnswer + answerer);
}

void CompareModel::appendText(int row, int answerer, const QString& text)
{
    auto now = cell(row, answerer);
    now.state = CompareCell::State::Asking;
    now.text += text;
    setCell(row, answerer, now);
}

QString CompareModel::reference(int row) const
{
    return QString::fromStdString(rows_.at(static_cast<size_t>(row)).reference()).trimmed();
}

bool CompareModel::isRight(int row, int answerer) const
{
    const auto& answer = cell(row, answerer);
    return answer.state == CompareCell::State::Done && !reference(row).isEmpty() && isExactlyRight(reference(row), answer.text);
}

CompareModel::Score CompareModel::score(int answerer) const
{
    Score score;
    for (int row = 0; row < rowCount(); ++row) {
        score.answered += cell(row, answerer).state == CompareCell::State::Done ? 1 : 0;
        score.right += isRight(row, answerer) ? 1 : 0;
    }
    return score;
}

int CompareModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(std::min(shown_, rows_.size()));
}

int CompareModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : FirstAnswer + static_cast<int>(columns_.size());
}

QVariant CompareModel::answerData(int row, int answerer, int role) const
{
    const auto& answer = cell(row, answerer);
    switch (role) {
    case Qt::DisplayRole: return answer.text.trimmed();
    case Qt::ToolTipRole: return answer.state == CompareCell::State::Failed ? answer.message + QLatin1Char('\n') + answer.hint : answer.text.trimmed();
    case CellStateRole: return static_cast<int>(answer.state);
    case IsRightRole: return isRight(row, answerer);
    case HintRole: return answer.message;
    default: return {};
    }
}

QVariant CompareModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const auto& row = rows_[static_cast<size_t>(index.row())];
    if (role == ReferenceRole)
        return reference(index.row());
    if (role == HeldOutRole)
        return row.isHeldOut;
    if (role == PictureRole)
        return row.sample.images.empty() ? QString() : QString::fromStdString(row.sample.images.front());
    if (index.column() >= FirstAnswer)
        return answerData(index.row(), index.column() - FirstAnswer, role);
    if (role == Qt::DisplayRole)
        return index.column() == Question ? QString::fromStdString(row.prompt()) : reference(index.row());
    if (role == Qt::ToolTipRole) {
        if (index.column() == Reference)
            return reference(index.row());
        return row.sample.images.empty() ? QString::fromStdString(row.prompt())
                                         : QString::fromStdString(row.prompt() + "\n" + row.sample.images.front());
    }
    return {};
}

QVariant CompareModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Vertical)
        return role == Qt::DisplayRole ? QVariant(section + 1) : QVariant();
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignLeft | Qt::AlignVCenter);
    if (section < FirstAnswer) {
        if (role != Qt::DisplayRole)
            return {};
        return section == Question ? tr("Question") : tr("Should say");
    }
    const int answerer = section - FirstAnswer;
    if (answerer >= static_cast<int>(columns_.size()))
        return {};
    const auto& column = columns_[static_cast<size_t>(answerer)];
    if (role == Qt::ToolTipRole)
        return column.adapter.isEmpty() ? column.modelFolder : column.adapter;
    if (role != Qt::DisplayRole)
        return {};
    const auto counted = score(answerer);
    const auto result = counted.answered == 0 ? tr("not asked yet") : tr("%1 of %2 right").arg(formatCount(counted.right), formatCount(counted.answered));
    return column.title + QLatin1Char('\n') + column.subtitle + QLatin1Char('\n') + result;
}

} // namespace lorikeet
