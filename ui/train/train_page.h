#pragma once
/// @file Train: the shown run live: a plain verdict, figures, plots, events, pinned answers, console; stop, save, pause, resume.

#include "core/run/run_folder.h"
#include "ui/widgets/page.h"

#include <QTimer>

class QLabel;
class QListView;
class QPlainTextEdit;
class QProgressBar;
class QPushButton;
class QStackedWidget;
class QTabWidget;

namespace lorikeet {

class AnswersPanel;
class Card;
class EventListModel;
class PageHeader;
class PlotPanel;
class PrimaryButton;
class ProblemStrip;
class ProjectSession;
class RunMonitor;
class Theme;
class TileRow;

class TrainPage : public Page {
    Q_OBJECT

public:
    TrainPage(ProjectSession& session, RunMonitor& monitor, Theme& theme, QWidget* parent = nullptr);
    void activate() override;
    void deactivate() override;

private:
    QWidget* makeContent();
    QWidget* makeVerdictCard();
    QWidget* makeSide();
    void makeTiles();
    QPushButton* addAction(class QHBoxLayout* row, const QString& text, const char* name, const char* icon, const QString& toolTip);
    void showRun();
    void updateHistory(bool isReset);
    void updateStatus();
    void updateTiles();
    void updateButtons(RunState state);
    void updateConsole();
    void ask(Request request);
    void resume();

    ProjectSession& session_;
    RunMonitor& monitor_;
    Theme& theme_;
    PageHeader* header_;
    QStackedWidget* stack_;
    ProblemStrip* strip_;
    QLabel* headline_ = nullptr;
    QLabel* detail_ = nullptr;
    QLabel* stateIcon_ = nullptr;
    QProgressBar* progress_ = nullptr;
    QPushButton* stopButton_ = nullptr;
    QPushButton* saveButton_ = nullptr;
    QPushButton* pauseButton_ = nullptr;
    QPushButton* resumeButton_ = nullptr;
    PrimaryButton* compareButton_ = nullptr;
    TileRow* tiles_ = nullptr;
    PlotPanel* plots_ = nullptr;
    QTabWidget* side_ = nullptr;
    EventListModel* events_;
    AnswersPanel* answers_ = nullptr;
    QPlainTextEdit* console_ = nullptr;
    QTimer second_;
    RunState shownState_ = RunState::Starting;
};

} // namespace lorikeet
