/// @file How the window closes: nothing that was typed or is under way is lost unless the user says so.
#include "ui/main_window.h"

#include "ui/project_session.h"
#include "ui/runs/run_monitor.h"
#include "ui/window/close_question.h"
#include "ui/window/close_wait.h"
#include "ui/window/status_line.h"

#include <QCloseEvent>
#include <QSettings>

namespace lorikeet {

void MainWindow::connectClosing()
{
    const auto closeWith = [this](bool MainWindow::*allowed) {
        this->*allowed = true;
        question_->hide();
        close();
    };
    connect(closeWait_, &CloseWait::waitingChanged, static_cast<StatusLine*>(statusBar()), &StatusLine::setFinishing);
    connect(closeWait_, &CloseWait::takesLong, question_, &CloseQuestion::askAboutChanges);
    connect(closeWait_, &CloseWait::over, this, [this] {
        question_->hide();
        close();
    });
    connect(question_, &CloseQuestion::stayed, this, [this] {
        mayLose_ = false;
        closeWait_->stop();
    });
    connect(question_, &CloseQuestion::loseChanges, this, [closeWith] { closeWith(&MainWindow::mayLose_); });
    connect(question_, &CloseQuestion::keepTraining, this, [closeWith] { closeWith(&MainWindow::mayClose_); });
    connect(question_, &CloseQuestion::stopAndKeep, this, [this, closeWith] {
        for (const QString& run : activeRuns())
            monitor_.request(run, Request::Stop);
        closeWith(&MainWindow::mayClose_);
    });
}

QStringList MainWindow::activeRuns() const
{
    QStringList active;
    for (const QString& run : monitor_.runs())
        if (!isFinal(monitor_.status(run).state))
            active << run;
    return active;
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    leavePage(); // What was typed is saved before anything is asked.
    QSettings().setValue(kGeometryKey, saveGeometry());
    event->ignore();
    if (!mayLose_ && !closeWait_->isDone())
        return; // It closes by itself.
    if (!mayClose_ && !activeRuns().isEmpty())
        return question_->askAboutRun();
    event->accept();
}

} // namespace lorikeet
