#pragma once
/// @file The data that was added to a project: where it lies, how to read it differently, how to take it out again.

#include "core/data/project_file.h"

#include <QWidget>

#include <vector>

class QVBoxLayout;

namespace lorikeet {

class DatasetList : public QWidget {
    Q_OBJECT

public:
    explicit DatasetList(QWidget* parent = nullptr);
    void setDatasets(const std::vector<ProjectDataset>& datasets);

Q_SIGNALS:
    void readAgainRequested(const QString& name);
    /// Asked and confirmed.
    void removeRequested(const QString& name);

private:
    QWidget* makeRow(const ProjectDataset& dataset);
    QWidget* makeQuestion(const QString& name, QWidget* row);
    QVBoxLayout* rows_;
};

} // namespace lorikeet
