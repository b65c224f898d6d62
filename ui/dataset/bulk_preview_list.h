#pragma once
/// @file The first examples of what a change to many would do: each with its difference marked, and a tick that can be taken away.

#include "core/data/bulk_edit.h"
#include "ui/compare/word_diff.h"

#include <QAbstractListModel>
#include <QListView>
#include <QStyledItemDelegate>

#include <vector>

namespace lorikeet {

class ProjectSession;
class Theme;

class BulkPreviewModel : public QAbstractListModel {
    Q_OBJECT

public:
    struct Row {
        size_t sample = 0;
        std::vector<DiffPart> parts; ///< Long unchanged stretches are shortened.
        bool isTicked = true;
    };
    BulkPreviewModel(ProjectSession& session, QObject* parent = nullptr);
    void setExamples(const std::vector<BulkPreview::Example>& examples);
    const Row& row(int row) const { return rows_[static_cast<size_t>(row)]; }
    /// The samples whose tick was taken away.
    std::vector<size_t> unticked() const;

    int rowCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : static_cast<int>(rows_.size()); }
    QVariant data(const QModelIndex& index, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

Q_SIGNALS:
    void ticksChanged();

private:
    ProjectSession& session_;
    std::vector<Row> rows_;
};

class BulkPreviewDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    BulkPreviewDelegate(Theme& theme, const BulkPreviewModel& model, QObject* parent = nullptr);
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    Theme& theme_;
    const BulkPreviewModel& model_;
};

} // namespace lorikeet
