#pragma once
/// @file Runs: every run of the project with its state; open, resume, reveal, move to the trash.

#include "core/run/run_folder.h"
#include "ui/widgets/page.h"

class QLineEdit;
class QModelIndex;
class QPushButton;
class QSortFilterProxyModel;
class QStackedWidget;
class QTableView;

namespace lorikeet {

class EmptyState;
class PageHeader;
class PrimaryButton;
class ProblemStrip;
class ProjectSession;
class RunMonitor;
class RunTableModel;
class Theme;

class RunsPage : public Page {
    Q_OBJECT

public:
    RunsPage(ProjectSession& session, RunMonitor& monitor, Theme& theme, QWidget* parent = nullptr);
    void activate() override;

Q_SIGNALS:
    /// The user wants to see this run.
    void runOpened(const QString& runFolder);
    /// The user wants to see the data that this run trained on.
    void dataRequested(const QString& runFolder);

private:
    QWidget* makeTable();
    QWidget* makeButtons();
    void updateButtons();
    void updateEmptiness();
    QString selectedRun() const;
    void openSelected();
    void resumeSelected();
    void revealSelected();
    void showData();
    void trashSelected();
    void disarmTrash();

    ProjectSession& session_;
    RunMonitor& monitor_;
    Theme& theme_;
    RunTableModel* model_;
    QSortFilterProxyModel* proxy_;
    PageHeader* header_;
    ProblemStrip* strip_;
    QStackedWidget* stack_;
    QLineEdit* filter_;
    QTableView* table_;
    PrimaryButton* openButton_;
    QPushButton* resumeButton_;
    QPushButton* revealButton_;
    QPushButton* dataButton_;
    QPushButton* trashButton_;
    QString armedForTrash_; ///< The run whose first click was made.
};

} // namespace lorikeet
