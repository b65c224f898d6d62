#pragma once
/// @file One line that says how the data is, and the list of findings below it when it is opened.

#include "ui/widgets/card.h"

class QProgressBar;
class QPushButton;
class QTreeView;

namespace lorikeet {

class IssueModel;
class IssueScan;
class ProjectSession;
class Theme;

class ProblemPanel : public Card {
    Q_OBJECT

public:
    ProblemPanel(ProjectSession& session, Theme& theme, QWidget* parent = nullptr);
    IssueScan& scan() { return *scan_; }
    IssueModel& model() { return *model_; }

Q_SIGNALS:
    void sampleChosen(size_t sample);
    /// The findings are new; no fatal ones means that this step is done.
    void scanned(int fatalCount);

private:
    void onProgress(size_t done, size_t total);
    void onFinished();
    void setOpen(bool isOpen);
    ProjectSession& session_;
    Theme& theme_;
    IssueScan* scan_;
    IssueModel* model_;
    QLabel* icon_;
    QLabel* sentence_;
    QProgressBar* bar_;
    QPushButton* toggle_;
    QPushButton* again_;
    QTreeView* list_;
};

} // namespace lorikeet
