#include "ui/main_window.h"

#include "ui/check/check_page.h"
#include "ui/choice/model_choice.h"
#include "ui/compare/compare_page.h"
#include "ui/dataset/data_page.h"
#include "ui/look/look_page.h"
#include "ui/plan/plan_page.h"
#include "ui/project_session.h"
#include "ui/runs/runs_page.h"
#include "ui/snapshot/snapshot_page.h"
#include "ui/statistics/statistics_page.h"
#include "ui/train/train_page.h"
#include "ui/welcome/welcome_page.h"
#include "ui/widgets/rail.h"

namespace lorikeet {

/// The pages in the rail's order, and what one asks of another.
void MainWindow::addPages()
{
    const auto plan = [this] { return static_cast<PlanPage*>(page("plan")); };
    addPage("welcome", "welcome", tr("Welcome"), [this, plan] {
        auto* welcome = new WelcomePage(session_, theme_);
        connect(welcome, &WelcomePage::lessonRequested, this, [this, plan](const QString& path) {
            showPage("plan");
            plan()->openLesson(path);
        });
        connect(welcome, &WelcomePage::designsRequested, this, [this, plan] {
            showPage("plan");
            plan()->openDesigns();
        });
        return welcome;
    });
    addPage("data", "data", tr("Data"), [this] { return new DataPage(session_, *choice_, theme_); });
    addPage("check", "check", tr("Check"), [this, plan] {
        auto* check = new CheckPage(session_, *doctor_, *choice_, theme_);
        connect(check, &CheckPage::limitsRequested, this, [plan](int cutoffLen, qint64 imageMaxPixels) { plan()->useLimits(cutoffLen, imageMaxPixels); });
        connect(check, &CheckPage::limitsTakenBack, this, [plan] { plan()->takeBackLimits(); });
        return check;
    });
    addPage("look", "look", tr("Look"), [this, plan] {
        auto* look = new LookPage(session_, *choice_, theme_);
        connect(look, &LookPage::planRequested, this, [this, plan](int cutoffLen, qint64 imageMaxPixels) {
            showPage("plan");
            plan()->useLimits(cutoffLen, imageMaxPixels);
        });
        return look;
    });
    addPage("plan", "plan", tr("Plan"), [this] {
        auto* made = new PlanPage(session_, theme_, doctor_);
        connect(made, &PlanPage::runStarted, this, &MainWindow::showRun);
        return made;
    });
    addPage("train", "train", tr("Train"), [this] { return new TrainPage(session_, monitor_, theme_); });
    addPage("compare", "compare", tr("Compare"), [this] { return new ComparePage(session_, monitor_, theme_); });
    rail_->addDivider();
    addPage("runs", "runs", tr("Runs"), [this] {
        auto* runs = new RunsPage(session_, monitor_, theme_);
        connect(runs, &RunsPage::runOpened, this, &MainWindow::showRun);
        connect(runs, &RunsPage::dataRequested, this, [this](const QString& run) {
            static_cast<SnapshotPage*>(page("snapshot"))->showRun(run);
            showPage("snapshot");
        });
        return runs;
    });
    addHiddenPage("statistics", [this] { return new StatisticsPage(session_, theme_); });
    addHiddenPage("snapshot", [this] { return new SnapshotPage(session_, theme_); });
}

} // namespace lorikeet
