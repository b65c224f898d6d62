#pragma once
/// @file Findings about the data as a table: how grave, where, what, what to do.

#include "core/data/issue.h"

#include <QAbstractTableModel>

#include <vector>

namespace lorikeet {

class Theme;

class IssueModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { SeverityColumn, WhereColumn, MessageColumn, FixColumn, ColumnCount };

    explicit IssueModel(Theme& theme, QObject* parent = nullptr);
    void setIssues(std::vector<Issue> issues);
    const Issue& issueAt(int row) const { return issues_[static_cast<size_t>(row)]; }
    /// How many of a severity.
    int count(Severity severity) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    Theme& theme_;
    std::vector<Issue> issues_;
};

} // namespace lorikeet
