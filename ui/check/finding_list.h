#pragma once
/// @file The single findings of one rule as a table: row, file, what is wrong. Nothing is copied per row.

#include "core/data/doctor/doctor.h"

#include <QAbstractTableModel>

#include <memory>
#include <vector>

namespace lorikeet {

class FindingList : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { RowColumn, FileColumn, MessageColumn, ColumnCount };

    FindingList(std::shared_ptr<const DoctorReport> report, std::vector<size_t> issues, QObject* parent = nullptr);
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    /// Index in the data; -1 when the row became no sample.
    size_t sampleAt(int row) const { return issueAt(row).sample; }

private:
    const Issue& issueAt(int row) const { return report_->issues[issues_[static_cast<size_t>(row)]]; }
    std::shared_ptr<const DoctorReport> report_;
    std::vector<size_t> issues_; ///< Into the report's.
};

} // namespace lorikeet
