#include "support/fake_run.h"
#include "support/runner.h"
#include "support/temporary_folder.h"
#include "ui/project_session.h"
#include "ui/runs/run_monitor.h"
#include "ui/runs/run_state.h"
#include "ui/runs/run_table_model.h"
#include "ui/runs/runs_page.h"
#include "ui/theme/theme.h"

#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>

#include <set>

namespace lorikeet {

class RunsPageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void listsStates();
    void everyStateHasAWordAndAnIconOfItsOwn();
    void doubleClickOpens();
    void onlyEndedRunsWithACheckpointCanResume();
    void trashNeedsASecondClick();

private:
    static QPushButton* button(RunsPage& page, const char* name) { return page.findChild<QPushButton*>(QString::fromLatin1(name)); }
    Theme theme_{*qApp};
};

void RunsPageTest::listsStates()
{
    test::TemporaryFolder folder;
    test::FakeRun done(folder / "runs/done");
    done.start(10);
    done.step(10, 10, 0.25);
    done.checkpoint(10, 0.3);
    done.finish(10, FinishStatus::Completed);
    test::FakeRun live(folder / "runs/live");
    live.start(100);
    live.step(3, 100, 2.0);
    test::FakeRun dead(folder / "runs/dead");
    dead.start(100);
    dead.crash("out of memory");
    RunMonitor monitor;
    RunTableModel model(monitor, theme_);
    monitor.setRunsFolder(QString::fromStdString(folder / "runs"));
    QCOMPARE(model.rowCount(), 3);
    std::map<QString, QStringList> rows;
    for (int row = 0; row < model.rowCount(); ++row)
        for (int column = 0; column < RunTableModel::ColumnCount; ++column)
            rows[model.index(row, 0).data().toString()].append(model.index(row, column).data().toString());
    QCOMPARE(rows["done"][RunTableModel::State], QStringLiteral("Done"));
    QCOMPARE(rows["done"][RunTableModel::Progress], QStringLiteral("10 of 10"));
    QCOMPARE(rows["done"][RunTableModel::Loss], QStringLiteral("0.2500"));
    QCOMPARE(rows["done"][RunTableModel::Checkpoints], QStringLiteral("1"));
    QCOMPARE(rows["live"][RunTableModel::State], QStringLiteral("Running"));
    QCOMPARE(rows["dead"][RunTableModel::State], QStringLiteral("Stopped unexpectedly"));
    live.step(4, 100, 1.5);
    const auto progress = [&] {
        for (int row = 0; row < model.rowCount(); ++row)
            if (model.index(row, 0).data().toString() == QLatin1String("live"))
                return model.index(row, RunTableModel::Progress).data().toString();
        return QString();
    };
    QTRY_COMPARE(progress(), QStringLiteral("4 of 100"));
    QTRY_VERIFY(model.index(0, RunTableModel::Disk).data().toString() != QStringLiteral("…"));
}

void RunsPageTest::everyStateHasAWordAndAnIconOfItsOwn()
{
    std::set<QString> words;
    std::set<QByteArray> shapes;
    for (const auto state : {RunState::Starting, RunState::Running, RunState::Paused, RunState::Completed, RunState::Stopped, RunState::Failed, RunState::Crashed}) {
        words.insert(runStateWord(state));
        QImage shape = runStateIcon(state, theme_.colours()).pixmap(QSize(32, 32)).toImage().convertToFormat(QImage::Format_Alpha8);
        shapes.insert(QByteArray(reinterpret_cast<const char*>(shape.constBits()), shape.sizeInBytes()));
    }
    QCOMPARE(words.size(), size_t{7});
    QCOMPARE(shapes.size(), size_t{7});
}

void RunsPageTest::doubleClickOpens()
{
    test::TemporaryFolder folder;
    test::FakeRun run(folder / "runs/one");
    run.start(10);
    RunMonitor monitor;
    ProjectSession session;
    RunsPage page(session, monitor, theme_);
    page.resize(900, 500);
    page.show();
    monitor.setRunsFolder(QString::fromStdString(folder / "runs"));
    auto* table = page.findChild<QTableView*>(QStringLiteral("runTable"));
    QTRY_COMPARE(table->model()->rowCount(), 1);
    QSignalSpy opened(&page, &RunsPage::runOpened);
    const auto at = table->visualRect(table->model()->index(0, 0)).center();
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, at);
    QTest::mouseDClick(table->viewport(), Qt::LeftButton, {}, at);
    QVERIFY(!opened.isEmpty());
    QCOMPARE(opened.first().first().toString(), run.path());
}

void RunsPageTest::onlyEndedRunsWithACheckpointCanResume()
{
    test::TemporaryFolder folder;
    test::FakeRun run(folder / "runs/one");
    run.start(10);
    RunMonitor monitor;
    ProjectSession session;
    RunsPage page(session, monitor, theme_);
    monitor.setRunsFolder(QString::fromStdString(folder / "runs"));
    QVERIFY(!button(page, "resumeRun")->isEnabled());
    QVERIFY(!button(page, "trashRun")->isEnabled());
    run.checkpoint(5, 1.0);
    run.finish(5, FinishStatus::Stopped);
    QTRY_VERIFY(button(page, "resumeRun")->isEnabled());
    QVERIFY(button(page, "trashRun")->isEnabled());
}

void RunsPageTest::trashNeedsASecondClick()
{
    test::TemporaryFolder folder;
    qputenv("XDG_DATA_HOME", QByteArray::fromStdString(folder / "share"));
    const auto path = folder / "runs/one";
    {
        test::FakeRun run(path);
        run.start(10);
        run.finish(1, FinishStatus::Stopped);
    }
    RunMonitor monitor;
    ProjectSession session;
    RunsPage page(session, monitor, theme_);
    monitor.setRunsFolder(QString::fromStdString(folder / "runs"));
    auto* trash = button(page, "trashRun");
    QVERIFY(trash->isEnabled());
    trash->click();
    QVERIFY(std::filesystem::exists(path));
    QVERIFY(trash->text().contains(QStringLiteral("one")));
    trash->click();
    QVERIFY(!std::filesystem::exists(path));
    QTRY_VERIFY(monitor.runs().isEmpty());
}

LK_TEST_CLASS(RunsPageTest);

} // namespace lorikeet

#include "runs_page_test.moc"
