#pragma once
/// @file What a run's data has other than today's, a row a sample.

#include "core/data/snapshot_compare.h"

#include <QAbstractListModel>

#include <memory>

namespace lorikeet {

class DifferenceModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum class Kind { Added, Removed, Changed };

    explicit DifferenceModel(QObject* parent = nullptr);
    void setDifference(std::shared_ptr<const SnapshotDifference> difference);
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    Kind kindAt(int row) const;
    const std::string& idAt(int row) const;
    /// Null unless the sample was changed.
    const SnapshotDifference::Changed* changeAt(int row) const;

private:
    std::shared_ptr<const SnapshotDifference> difference_;
};

} // namespace lorikeet
