#pragma once
/// @file Compare: what the model said before and what each checkpoint says now, side by side.

#include "ui/compare/compare_rows.h"
#include "ui/widgets/page.h"

class QComboBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QStackedWidget;
class QTableView;

namespace lorikeet {

class AnswerQueue;
class ColumnChooser;
class CompareDelegate;
class CompareModel;
class PageHeader;
class PrimaryButton;
class ProblemStrip;
class ProjectSession;
class RunMonitor;
class Theme;
class PathThumbnails;

class ComparePage : public Page {
    Q_OBJECT

public:
    ComparePage(ProjectSession& session, RunMonitor& monitor, Theme& theme, QWidget* parent = nullptr);
    void activate() override;
    CompareModel& model() { return *model_; }
    AnswerQueue& queue() { return *queue_; }

private:
    QWidget* makeContent();
    QWidget* makeChooser();
    QWidget* makeWall();
    QWidget* makeFooter();
    void fillRuns();
    void loadRunData(const QString& runFolder);
    void showData(const QString& runFolder, const CompareData& data);
    void applyColumns();
    void updateProgress();
    void updateEmptiness();
    void askCell(const QModelIndex& index);
    void showCellMenu(const QPoint& at);
    void fitColumns();
    bool eventFilter(QObject* watched, QEvent* event) override;

    ProjectSession& session_;
    RunMonitor& monitor_;
    Theme& theme_;
    CompareModel* model_;
    AnswerQueue* queue_;
    PathThumbnails* pictures_;
    CompareDelegate* delegate_;
    PageHeader* header_;
    ProblemStrip* strip_;
    QStackedWidget* stack_;
    QComboBox* runs_ = nullptr;
    ColumnChooser* chooser_ = nullptr;
    QTableView* wall_ = nullptr;
    QComboBox* count_ = nullptr;
    QProgressBar* progress_ = nullptr;
    QLabel* progressText_ = nullptr;
    QPushButton* cancelButton_ = nullptr;
    PrimaryButton* askButton_ = nullptr;
    QString run_;
    CompareData data_;
    int generation_ = 0; ///< Of the data that is being read.
};

} // namespace lorikeet
