#pragma once
/// @file Which models and checkpoints the wall shows: the base, and up to four checkpoints of any runs.

#include "ui/compare/compare_model.h"

#include <QWidget>

namespace lorikeet {

class ChoiceList;
class RunMonitor;
class Theme;

class ColumnChooser : public QWidget {
    Q_OBJECT

public:
    static constexpr int kMaximumCheckpoints = 4;

    ColumnChooser(RunMonitor& monitor, Theme& theme, QWidget* parent = nullptr);
    /// Lists this run's base and checkpoints first, then those of the other runs. What was ticked stays ticked where it is still there.
    void setRun(const QString& runFolder, const RunOptions& options);
    std::vector<CompareColumn> columns() const;
    int checkpointCount() const { return checkpoints_; }

Q_SIGNALS:
    void changed();
    /// More than the maximum was ticked.
    void refused(const QString& message, const QString& hint);

private:
    struct Entry {
        CompareColumn column;
        bool isBase = false;
    };
    void addRun(const QString& runFolder, const RunOptions& options, bool isShown);
    void tick(const QStringList& keys);

    RunMonitor& monitor_;
    ChoiceList* list_;
    std::vector<Entry> entries_;
    QStringList ticked_;
    QStringList usual_; ///< Of a run that is shown for the first time.
    QString run_;
    int checkpoints_ = 0;
};

} // namespace lorikeet
