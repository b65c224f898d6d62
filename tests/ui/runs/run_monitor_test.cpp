#include "support/fake_run.h"
#include "support/runner.h"
#include "support/temporary_folder.h"
#include "ui/runs/run_monitor.h"

#include <QSignalSpy>

#include <thread>

namespace lorikeet {

class RunMonitorTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void pointsArriveWhileAnotherThreadWrites();
    void aStepIsSeenWithinAQuarterSecond();
    void resumeDropsLaterSteps();
    void aKilledTrainerIsACrash();
    void runsOfTheFolderAreListedAndForgotten();
    void requestsBecomeControlFiles();
    void aResumedRunIsNoticedByItsLock();
};

void RunMonitorTest::pointsArriveWhileAnotherThreadWrites()
{
    test::TemporaryFolder folder;
    test::FakeRun run(folder / "runs/one");
    RunMonitor monitor;
    monitor.setRunsFolder(QString::fromStdString(folder / "runs"));
    monitor.show(run.path());
    std::jthread trainer([&] {
        run.start(300);
        for (int step = 1; step <= 300; ++step)
            run.step(step, 300, 3.0 / step);
        run.finish(300, FinishStatus::Completed);
    });
    QTRY_COMPARE(monitor.history().steps.size(), size_t{300});
    QCOMPARE(monitor.history().steps.back().step, int64_t{300});
    QTRY_COMPARE(monitor.status(run.path()).state, RunState::Completed);
    QCOMPARE(monitor.status(run.path()).totalSteps, int64_t{300});
}

void RunMonitorTest::aStepIsSeenWithinAQuarterSecond()
{
    test::TemporaryFolder folder;
    test::FakeRun run(folder / "runs/one");
    run.start(100);
    RunMonitor monitor;
    monitor.setRunsFolder(QString::fromStdString(folder / "runs"));
    monitor.show(run.path());
    QSignalSpy seen(&monitor, &RunMonitor::historyChanged);
    QElapsedTimer clock;
    clock.start();
    run.step(1, 100, 2.5);
    QTRY_VERIFY_WITH_TIMEOUT(!seen.isEmpty(), 1000);
    QVERIFY2(clock.elapsed() <= 250, qPrintable(QString::number(clock.elapsed())));
    QCOMPARE(monitor.history().steps.size(), size_t{1});
    QCOMPARE(seen.first().first().toBool(), false);
}

void RunMonitorTest::resumeDropsLaterSteps()
{
    test::TemporaryFolder folder;
    test::FakeRun run(folder / "runs/one");
    run.start(100);
    for (int step = 1; step <= 50; ++step)
        run.step(step, 100, 2.0);
    RunMonitor monitor;
    monitor.setRunsFolder(QString::fromStdString(folder / "runs"));
    monitor.show(run.path());
    QCOMPARE(monitor.history().steps.size(), size_t{50});
    QSignalSpy changes(&monitor, &RunMonitor::historyChanged);
    run.start(100, 40);
    run.step(41, 100, 1.0);
    QTRY_COMPARE(monitor.history().steps.size(), size_t{41});
    QCOMPARE(monitor.history().steps.back().loss.value(), 1.0);
    QVERIFY(changes.last().first().toBool());
}

void RunMonitorTest::aKilledTrainerIsACrash()
{
    test::TemporaryFolder folder;
    test::FakeRun run(folder / "runs/one");
    run.start(100);
    run.step(7, 100, 2.0);
    RunMonitor monitor;
    monitor.setRunsFolder(QString::fromStdString(folder / "runs"));
    monitor.show(run.path());
    QCOMPARE(monitor.status(run.path()).state, RunState::Running);
    run.crash("step 7\nterminate called after throwing\n");
    QTRY_COMPARE(monitor.status(run.path()).state, RunState::Crashed);
    QVERIFY(monitor.consoleTail(run.path()).contains(QStringLiteral("terminate called")));
}

void RunMonitorTest::runsOfTheFolderAreListedAndForgotten()
{
    test::TemporaryFolder folder;
    RunMonitor monitor;
    monitor.setRunsFolder(QString::fromStdString(folder / "runs"));
    QVERIFY(monitor.runs().isEmpty());
    {
        test::FakeRun run(folder / "runs/one");
        run.start(10);
        run.finish(10, FinishStatus::Stopped);
    }
    QTRY_COMPARE(monitor.runs().size(), 1);
    QCOMPARE(monitor.status(monitor.runs().first()).state, RunState::Stopped);
    QVERIFY(QDir(monitor.runs().first()).removeRecursively());
    QTRY_VERIFY(monitor.runs().isEmpty());
}

void RunMonitorTest::requestsBecomeControlFiles()
{
    test::TemporaryFolder folder;
    test::FakeRun run(folder / "runs/one");
    run.start(10);
    RunMonitor monitor;
    monitor.setRunsFolder(QString::fromStdString(folder / "runs"));
    monitor.request(run.path(), Request::Stop);
    QVERIFY(run.folder().isRequested(Request::Stop));
    QCOMPARE(monitor.status(run.path()).state, RunState::Stopping);
}

void RunMonitorTest::aResumedRunIsNoticedByItsLock()
{
    test::TemporaryFolder folder;
    test::FakeRun run(folder / "runs/one");
    run.start(10);
    run.step(5, 10, 1.0);
    run.finish(5, FinishStatus::Stopped);
    RunMonitor monitor;
    monitor.setRunsFolder(QString::fromStdString(folder / "runs"));
    QCOMPARE(monitor.status(run.path()).state, RunState::Stopped);
    QTest::qWait(20); // the lock's time must lie after the log's
    run.takeLock();
    QTRY_COMPARE(monitor.status(run.path()).state, RunState::Starting);
}

LK_TEST_CLASS(RunMonitorTest);

} // namespace lorikeet

#include "run_monitor_test.moc"
