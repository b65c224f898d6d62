#include "support/fake_run.h"
#include "support/runner.h"
#include "support/temporary_folder.h"
#include "ui/project_session.h"
#include "ui/runs/run_monitor.h"
#include "ui/theme/theme.h"
#include "ui/train/answers_panel.h"
#include "ui/train/metric_plot.h"
#include "ui/train/plot_panel.h"
#include "ui/train/train_page.h"
#include "ui/train/verdict.h"

#include <QLabel>
#include <QListView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>

#include <thread>

namespace lorikeet {

class TrainPageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void verdictSaysFacts_data();
    void verdictSaysFacts();
    void plotsMoveWhileATrainerWrites();
    void resumeDropsLaterPoints();
    void aCrashShowsTheConsole();
    void aFailureShowsMessageAndHint();
    void buttonsWriteControlFiles();
    void theTableHoldsEveryStep();

private:
    template <typename Widget>
    static Widget* find(TrainPage& page, const char* name)
    {
        return page.findChild<Widget*>(QString::fromLatin1(name));
    }
    Theme theme_{*qApp};
    ProjectSession session_;
};

void TrainPageTest::verdictSaysFacts_data()
{
    QTest::addColumn<int>("state");
    QTest::addColumn<QString>("expected");
    QTest::newRow("starting") << static_cast<int>(RunState::Starting) << "Starting: the model and the data are being read.";
    QTest::newRow("running") << static_cast<int>(RunState::Running) << "Running: step 120 of 400, loss 0.4200, finishes about 14:32.";
    QTest::newRow("paused") << static_cast<int>(RunState::Paused) << "Paused at step 120, loss 0.4200.";
    QTest::newRow("completed") << static_cast<int>(RunState::Completed) << "Done: 120 steps, loss 0.4200.";
    QTest::newRow("crashed") << static_cast<int>(RunState::Crashed) << "The run stopped unexpectedly at step 120.";
}

void TrainPageTest::verdictSaysFacts()
{
    QFETCH(int, state);
    QFETCH(QString, expected);
    RunHistory history;
    history.add(RunStarted{0, 400, 1, 100, 10, 10, 100, "cpu", "float32", 0});
    Step step;
    step.step = 120;
    step.totalSteps = 400;
    step.loss = 0.42;
    step.remainingSeconds = 90;
    history.add(step);
    RunStatus status;
    status.state = static_cast<RunState>(state);
    status.step = 120;
    status.totalSteps = 400;
    const QDateTime now(QDate::currentDate(), QTime(14, 31, 0));
    QCOMPARE(makeVerdict(status, history, now).headline, expected);
    QCOMPARE(progressPermille(status, history), 300);
}

void TrainPageTest::plotsMoveWhileATrainerWrites()
{
    test::TemporaryFolder folder;
    test::FakeRun run(folder / "runs/one");
    RunMonitor monitor;
    monitor.setRunsFolder(QString::fromStdString(folder / "runs"));
    TrainPage page(session_, monitor, theme_);
    page.resize(1080, 680);
    page.show();
    monitor.show(run.path());
    page.activate();
    std::jthread trainer([&] {
        run.start(60);
        for (int step = 1; step <= 60; ++step) {
            run.step(step, 60, 3.0 / step);
            if (step % 20 == 0)
                run.eval(step, 60, 3.5 / step);
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        run.answer(0, "a", "before");
        run.answer(60, "a", "after");
    });
    auto* loss = find<MetricPlot>(page, "lossPlot");
    QTRY_VERIFY(loss->pointCount() > 5);
    QTRY_COMPARE(loss->pointCount(), 60);
    QTRY_COMPARE(loss->checkCount(), 3);
    QVERIFY(find<QLabel>(page, "verdict")->text().startsWith(QStringLiteral("Running: step 60 of 60")));
    QTRY_COMPARE(find<AnswersPanel>(page, "answersPanel")->count(), 1);
    QCOMPARE(find<QLabel>(page, "lossTile")->text(), QStringLiteral("0.0500"));
}

void TrainPageTest::resumeDropsLaterPoints()
{
    test::TemporaryFolder folder;
    test::FakeRun run(folder / "runs/one");
    run.start(100);
    for (int step = 1; step <= 50; ++step)
        run.step(step, 100, 2.0);
    RunMonitor monitor;
    TrainPage page(session_, monitor, theme_);
    monitor.setRunsFolder(QString::fromStdString(folder / "runs"));
    monitor.show(run.path());
    auto* loss = find<MetricPlot>(page, "lossPlot");
    QCOMPARE(loss->pointCount(), 50);
    run.start(100, 30);
    run.step(31, 100, 1.0);
    QTRY_COMPARE(loss->pointCount(), 31);
    QCOMPARE(loss->valueAt(30).value(), 1.0);
}

void TrainPageTest::aCrashShowsTheConsole()
{
    test::TemporaryFolder folder;
    test::FakeRun run(folder / "runs/one");
    run.start(100);
    run.step(42, 100, 2.0);
    run.checkpoint(40, 1.5);
    RunMonitor monitor;
    TrainPage page(session_, monitor, theme_);
    page.show();
    monitor.setRunsFolder(QString::fromStdString(folder / "runs"));
    monitor.show(run.path());
    page.activate();
    run.crash("step 42\nKilled by the system\n");
    QTRY_COMPARE(find<QLabel>(page, "verdict")->text(), QStringLiteral("The run stopped unexpectedly at step 42."));
    QTRY_VERIFY(find<QPlainTextEdit>(page, "consoleTail")->toPlainText().contains(QStringLiteral("Killed by the system")));
    QVERIFY(find<QPlainTextEdit>(page, "consoleTail")->isVisible());
    QVERIFY(find<QPushButton>(page, "resumeRun")->isVisible());
    QVERIFY(!find<QPushButton>(page, "stopRun")->isVisible());
}

void TrainPageTest::aFailureShowsMessageAndHint()
{
    test::TemporaryFolder folder;
    test::FakeRun run(folder / "runs/one");
    run.start(100);
    run.finish(3, FinishStatus::Failed, "Picture 7 can't be read.", "Exclude it.");
    RunMonitor monitor;
    TrainPage page(session_, monitor, theme_);
    monitor.setRunsFolder(QString::fromStdString(folder / "runs"));
    monitor.show(run.path());
    QCOMPARE(find<QLabel>(page, "verdict")->text(), QStringLiteral("Ended with an error at step 3: Picture 7 can't be read."));
    const auto labels = page.findChildren<QLabel*>();
    QVERIFY(std::any_of(labels.begin(), labels.end(), [](const QLabel* label) { return label->text() == QLatin1String("Exclude it."); }));
}

void TrainPageTest::buttonsWriteControlFiles()
{
    test::TemporaryFolder folder;
    test::FakeRun run(folder / "runs/one");
    run.start(100);
    run.step(1, 100, 2.0);
    RunMonitor monitor;
    TrainPage page(session_, monitor, theme_);
    page.show();
    monitor.setRunsFolder(QString::fromStdString(folder / "runs"));
    monitor.show(run.path());
    find<QPushButton>(page, "saveNow")->click();
    QVERIFY(run.folder().isRequested(Request::Save));
    find<QPushButton>(page, "stopRun")->click();
    QVERIFY(run.folder().isRequested(Request::Stop));
    QVERIFY(find<QLabel>(page, "verdict")->text().startsWith(QStringLiteral("Stopping")));
    QVERIFY(!find<QPushButton>(page, "pauseRun")->isEnabled());
}

void TrainPageTest::theTableHoldsEveryStep()
{
    test::TemporaryFolder folder;
    test::FakeRun run(folder / "runs/one");
    run.start(2);
    run.step(1, 2, 2.0);
    run.step(2, 2, 1.5);
    run.eval(2, 2, 1.75);
    RunMonitor monitor;
    PlotPanel panel(monitor, theme_);
    monitor.setRunsFolder(QString::fromStdString(folder / "runs"));
    monitor.show(run.path());
    const auto path = folder / "steps.csv";
    panel.saveCsv(QString::fromStdString(path));
    const auto lines = QString::fromStdString(test::bytesOf(path)).split('\n', Qt::SkipEmptyParts);
    QCOMPARE(lines.size(), 3);
    QVERIFY2(lines[2].startsWith(QStringLiteral("2,0,1.5,1.75,0.0001,0.5,1463,850")), qPrintable(lines[2]));
}

LK_TEST_CLASS(TrainPageTest);

} // namespace lorikeet

#include "train_page_test.moc"
