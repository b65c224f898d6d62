#pragma once
/// @file All runs as rows: name, state, progress, loss, checkpoints, start, disk use.

#include "core/run/run_folder.h"
#include "ui/runs/run_monitor.h"
#include "ui/theme/theme.h"

#include <QAbstractTableModel>
#include <QDateTime>

#include <optional>
#include <vector>

namespace lorikeet {

class RunTableModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Name, State, Progress, Loss, Checkpoints, Started, Disk, ColumnCount };
    enum Role { FolderRole = Qt::UserRole, SortRole };

    RunTableModel(RunMonitor& monitor, Theme& theme, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    QString folderAt(int row) const;
    RunState stateAt(int row) const;
    bool hasCheckpointAt(int row) const;
    /// Counts the bytes of every run again, off the GUI thread.
    void measureDisk();

private:
    struct Row {
        QString folder;
        RunStatus status;
        int checkpoints = 0;
        QDateTime started;
        std::optional<qint64> bytes;
    };
    void rebuild();
    void refreshRow(const QString& folder);
    Row readRow(const QString& folder) const;
    void setBytes(const QString& folder, qint64 bytes, int generation);
    QVariant display(const Row& row, int column) const;
    QVariant sortKey(const Row& row, int column) const;
    QString toolTip(const Row& row, int column) const;

    RunMonitor& monitor_;
    Theme& theme_;
    std::vector<Row> rows_;
    int generation_ = 0;
};

} // namespace lorikeet
