#include "ui/runs/run_table_model.h"

#include "ui/runs/run_state.h"
#include "ui/runs/run_format.h"
#include "ui/widgets/guarded.h"
#include "ui/widgets/task.h"

#include <QDirIterator>
#include <QFileInfo>
#include <QPointer>

namespace lorikeet {
namespace {

qint64 bytesBelow(const QString& folder)
{
    qint64 bytes = 0;
    QDirIterator files(folder, QDir::Files | QDir::Hidden | QDir::NoSymLinks, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        files.next();
        bytes += files.fileInfo().size();
    }
    return bytes;
}

} // namespace

RunTableModel::RunTableModel(RunMonitor& monitor, Theme& theme, QObject* parent)
    : QAbstractTableModel(parent), monitor_(monitor), theme_(theme)
{
    connect(&monitor_, &RunMonitor::runsChanged, this, &RunTableModel::rebuild);
    connect(&monitor_, &RunMonitor::statusChanged, this, &RunTableModel::refreshRow);
    connect(&theme_, &Theme::changed, this, [this] {
        if (!rows_.empty())
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    });
    rebuild();
}

RunTableModel::Row RunTableModel::readRow(const QString& folder) const
{
    Row row;
    row.folder = folder;
    const RunFolder run(folder.toStdString());
    guarded(
        [&] {
            row.status = monitor_.status(folder);
            row.checkpoints = static_cast<int>(monitor_.checkpoints(folder).size());
        },
        [&](const QString& message, const QString& hint) {
            row.status.state = RunState::Failed;
            row.status.message = message.toStdString();
            row.status.hint = hint.toStdString();
        });
    const QFileInfo yaml(QString::fromStdString(run.runYamlPath()));
    row.started = yaml.exists() ? yaml.lastModified() : QFileInfo(folder).lastModified();
    return row;
}

void RunTableModel::rebuild()
{
    std::map<QString, std::optional<qint64>> known;
    for (const auto& row : rows_)
        known[row.folder] = row.bytes;
    beginResetModel();
    rows_.clear();
    for (const auto& folder : monitor_.runs()) {
        rows_.push_back(readRow(folder));
        rows_.back().bytes = known[folder];
    }
    endResetModel();
    measureDisk();
}

void RunTableModel::refreshRow(const QString& folder)
{
    for (size_t i = 0; i < rows_.size(); ++i) {
        if (rows_[i].folder != folder)
            continue;
        const auto bytes = rows_[i].bytes;
        rows_[i] = readRow(folder);
        rows_[i].bytes = bytes;
        Q_EMIT dataChanged(index(static_cast<int>(i), 0), index(static_cast<int>(i), ColumnCount - 1));
    }
}

void RunTableModel::measureDisk()
{
    const int generation = ++generation_;
    for (const auto& row : rows_) {
        backgroundPool()->start([model = QPointer<RunTableModel>(this), folder = row.folder, generation] {
            const auto bytes = bytesBelow(folder);
            QMetaObject::invokeMethod(
                qApp,
                [model, folder, bytes, generation] {
                    if (model)
                        model->setBytes(folder, bytes, generation);
                },
                Qt::QueuedConnection);
        });
    }
}

void RunTableModel::setBytes(const QString& folder, qint64 bytes, int generation)
{
    if (generation != generation_)
        return;
    for (size_t i = 0; i < rows_.size(); ++i) {
        if (rows_[i].folder == folder) {
            rows_[i].bytes = bytes;
            const auto cell = index(static_cast<int>(i), Disk);
            Q_EMIT dataChanged(cell, cell);
        }
    }
}

int RunTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

int RunTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString RunTableModel::folderAt(int row) const
{
    return rows_.at(static_cast<size_t>(row)).folder;
}

RunState RunTableModel::stateAt(int row) const
{
    return rows_.at(static_cast<size_t>(row)).status.state;
}

bool RunTableModel::hasCheckpointAt(int row) const
{
    return rows_.at(static_cast<size_t>(row)).checkpoints > 0;
}

QVariant RunTableModel::display(const Row& row, int column) const
{
    const auto& status = row.status;
    switch (column) {
    case Name: return runTitle(row.folder);
    case State: return runStateWord(status.state);
    case Progress:
        if (status.totalSteps > 0)
            return tr("%1 of %2").arg(formatCount(status.step), formatCount(status.totalSteps));
        return status.step > 0 ? formatCount(status.step) : QString();
    case Loss: return status.lastLoss ? formatLoss(*status.lastLoss) : QString();
    case Checkpoints: return formatCount(row.checkpoints);
    case Started: return formatRelative(row.started);
    case Disk: return row.bytes ? formatBytes(static_cast<uint64_t>(*row.bytes)) : tr("…");
    default: return {};
    }
}

QVariant RunTableModel::sortKey(const Row& row, int column) const
{
    switch (column) {
    case State: return static_cast<int>(row.status.state);
    case Progress: return static_cast<qlonglong>(row.status.step);
    case Loss: return row.status.lastLoss.value_or(1e300);
    case Checkpoints: return row.checkpoints;
    case Started: return row.started;
    case Disk: return row.bytes.value_or(-1);
    default: return display(row, column);
    }
}

QString RunTableModel::toolTip(const Row& row, int column) const
{
    if (column == Started)
        return formatExact(row.started);
    if (column == State && !row.status.message.empty())
        return QString::fromStdString(row.status.message + "\n" + row.status.hint).trimmed();
    return row.folder;
}

QVariant RunTableModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const auto& row = rows_[static_cast<size_t>(index.row())];
    const bool isNumber = index.column() == Progress || index.column() == Loss || index.column() == Checkpoints || index.column() == Disk;
    switch (role) {
    case Qt::DisplayRole: return display(row, index.column());
    case Qt::DecorationRole: return index.column() == State ? QVariant(runStateIcon(row.status.state, theme_.colours())) : QVariant();
    case Qt::ToolTipRole: return toolTip(row, index.column());
    case Qt::TextAlignmentRole: return QVariant::fromValue((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case FolderRole: return row.folder;
    case SortRole: return sortKey(row, index.column());
    default: return {};
    }
}

QVariant RunTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole) {
        const bool isNumber = section == Progress || section == Loss || section == Checkpoints || section == Disk;
        return QVariant::fromValue((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name: return tr("Run");
    case State: return tr("State");
    case Progress: return tr("Steps");
    case Loss: return tr("Last loss");
    case Checkpoints: return tr("Checkpoints");
    case Started: return tr("Started");
    case Disk: return tr("On disk");
    default: return {};
    }
}

} // namespace lorikeet
