#include "fake_servers.h"
#include "support/fake_run.h"
#include "support/runner.h"
#include "support/test_project.h"
#include "ui/compare/answer_queue.h"
#include "ui/compare/compare_delegate.h"
#include "ui/compare/compare_model.h"
#include "ui/compare/compare_page.h"
#include "ui/project_session.h"
#include "ui/runs/run_monitor.h"
#include "ui/theme/theme.h"
#include "ui/widgets/choice_list.h"
#include "ui/widgets/problem_strip.h"

#include <QPushButton>
#include <QTableView>

#include <csignal>

namespace lorikeet {

class ComparePageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void heldOutExamplesComeFirst();
    void answersOfTwoCheckpointsStandBesideTheBase();
    void answersAreRememberedBesideTheRun();
    void cancelEndsTheAnswerUnderWay();
    void anErrorOfTheProgramIsToldWithItsHint();
    void oneQuestionThatFailsDoesNotStopTheOthers();
    void theProgramEndsWithThePage();
    void atMostFourCheckpoints();
    void differencesAreMarkedByMoreThanColour();

private:
    struct Wall {
        Wall(const test::TestProject& project, Theme& theme) : page(session, monitor, theme)
        {
            session.open(project.folder());
            monitor.setRunsFolder(QString::fromStdString(project / "runs"));
            page.resize(1080, 680);
            page.show();
            page.activate();
        }
        ProjectSession session;
        RunMonitor monitor;
        ComparePage page;
        CompareModel& model() { return page.model(); }
        QPushButton* button(const char* name) { return page.findChild<QPushButton*>(QString::fromLatin1(name)); }
        QString text(int row, int column) { return model().index(row, CompareModel::FirstAnswer + column).data().toString(); }
        CompareCell::State state(int row, int column) { return model().cell(row, column).state; }
    };
    std::unique_ptr<test::TestProject> project_;
    std::unique_ptr<test::FakeRun> run_;
    Theme theme_{*qApp};
};

void ComparePageTest::init()
{
    project_ = std::make_unique<test::TestProject>();
    RunOptions options;
    options.model.modelNameOrPath = *project_ / "models/tiny-sight";
    options.data.datasetDir = *project_ / "data";
    options.data.dataset = {"shapes_train"};
    options.data.evalDataset = {"shapes_validation"};
    run_ = std::make_unique<test::FakeRun>(*project_ / "runs/one", options);
    run_->start(20);
    run_->checkpoint(10, 2.0);
    run_->checkpoint(20, 1.0);
    run_->finish(20, FinishStatus::Completed);
}

void ComparePageTest::cleanup()
{
    run_.reset();
    project_.reset();
    qunsetenv("LORIKEET_CLI");
}

void ComparePageTest::heldOutExamplesComeFirst()
{
    project_->useFakeCli(kServer);
    Wall wall(*project_, theme_);
    QTRY_COMPARE(wall.model().rowCount(), 12);
    QCOMPARE(wall.model().rows().size(), size_t{26});
    for (int row = 0; row < 12; ++row)
        QCOMPARE(wall.model().rowAt(row).isHeldOut, row < 6);
    QCOMPARE(wall.model().index(1, CompareModel::Question).data().toString(), QStringLiteral("What colour is it?"));
    QCOMPARE(wall.model().index(1, CompareModel::Reference).data().toString(), QStringLiteral("colour 1 of them"));
    QVERIFY(QFileInfo::exists(wall.model().index(1, 0).data(CompareModel::PictureRole).toString()));
}

void ComparePageTest::answersOfTwoCheckpointsStandBesideTheBase()
{
    project_->useFakeCli(kServer);
    Wall wall(*project_, theme_);
    QTRY_COMPARE(wall.model().answerers().size(), size_t{3});
    QVERIFY(wall.model().answerers()[0].adapter.isEmpty());
    QVERIFY(wall.model().answerers()[2].adapter.endsWith(QStringLiteral("checkpoint-20")));
    wall.button("answerAll")->click();
    QTRY_VERIFY_WITH_TIMEOUT(!wall.page.queue().isBusy(), 20000);
    QCOMPARE(wall.text(0, 0), QStringLiteral("some colour"));
    QCOMPARE(wall.text(0, 1), QStringLiteral("some colour"));
    QCOMPARE(wall.text(0, 2), QStringLiteral("colour 0 of them"));
    QVERIFY(wall.model().isRight(0, 2));
    QVERIFY(!wall.model().isRight(1, 2));
    QCOMPARE(wall.model().score(2).answered, 12);
    QCOMPARE(wall.model().score(2).right, 2); // row 0 of each dataset
    QVERIFY(wall.model().headerData(CompareModel::FirstAnswer + 2, Qt::Horizontal, Qt::DisplayRole).toString().contains(QStringLiteral("2 of 12 right")));
}

void ComparePageTest::answersAreRememberedBesideTheRun()
{
    project_->useFakeCli(kServer);
    {
        Wall wall(*project_, theme_);
        QTRY_COMPARE(wall.model().answerers().size(), size_t{3});
        wall.page.queue().ask(2, 2);
        QTRY_COMPARE(wall.state(2, 2), CompareCell::State::Done);
    }
    project_->useFakeCli("exit 7\n");
    Wall again(*project_, theme_);
    QTRY_COMPARE(again.model().answerers().size(), size_t{3});
    QTRY_COMPARE(again.state(2, 2), CompareCell::State::Done);
    QCOMPARE(again.text(2, 2), QStringLiteral("colour 0 of them"));
    QCOMPARE(again.state(1, 2), CompareCell::State::Empty);
}

void ComparePageTest::cancelEndsTheAnswerUnderWay()
{
    project_->useFakeCli(kSlowServer);
    Wall wall(*project_, theme_);
    QTRY_COMPARE(wall.model().answerers().size(), size_t{3});
    wall.button("answerAll")->click();
    QTRY_COMPARE(wall.text(0, 0), QStringLiteral("hal"));
    QCOMPARE(wall.state(0, 0), CompareCell::State::Asking);
    QCOMPARE(wall.state(1, 0), CompareCell::State::Waiting);
    QVERIFY(wall.button("cancelAnswers")->isVisible());
    wall.button("cancelAnswers")->click();
    QTRY_VERIFY(!wall.page.queue().isBusy());
    QCOMPARE(wall.state(0, 0), CompareCell::State::Empty);
    QCOMPARE(wall.state(1, 0), CompareCell::State::Empty);
    QVERIFY(wall.button("answerAll")->isEnabled());
}

void ComparePageTest::anErrorOfTheProgramIsToldWithItsHint()
{
    project_->useFakeCli("echo 'loading' >&2\necho 'error: models/tiny-sight/model.safetensors is cut off' >&2\necho 'hint: copy it again' >&2\nexit 2\n");
    Wall wall(*project_, theme_);
    QTRY_COMPARE(wall.model().answerers().size(), size_t{3});
    wall.button("answerAll")->click();
    auto* strip = wall.page.findChild<ProblemStrip*>();
    QTRY_COMPARE(strip->message(), QStringLiteral("models/tiny-sight/model.safetensors is cut off"));
    QCOMPARE(strip->hint(), QStringLiteral("copy it again"));
    QCOMPARE(wall.state(0, 0), CompareCell::State::Failed);
    QVERIFY(!wall.page.queue().isBusy());
}

void ComparePageTest::oneQuestionThatFailsDoesNotStopTheOthers()
{
    project_->useFakeCli(kServerThatFailsOnce);
    Wall wall(*project_, theme_);
    QTRY_COMPARE(wall.model().answerers().size(), size_t{3});
    wall.button("answerAll")->click();
    QTRY_VERIFY_WITH_TIMEOUT(!wall.page.queue().isBusy(), 20000);
    QCOMPARE(wall.state(0, 0), CompareCell::State::Failed);
    QCOMPARE(wall.model().cell(0, 0).message, QStringLiteral("picture is damaged"));
    QCOMPARE(wall.state(0, 1), CompareCell::State::Done);
    QCOMPARE(wall.state(11, 2), CompareCell::State::Done);
    wall.page.queue().ask(0, 0);
    QTRY_COMPARE(wall.state(0, 0), CompareCell::State::Done);
}

void ComparePageTest::theProgramEndsWithThePage()
{
    project_->useFakeCli(kSlowServer);
    qint64 process = 0;
    {
        Wall wall(*project_, theme_);
        QTRY_COMPARE(wall.model().answerers().size(), size_t{3});
        wall.page.queue().ask(0, 0);
        QTRY_COMPARE(wall.state(0, 0), CompareCell::State::Asking);
        process = wall.page.queue().process().processId();
        QVERIFY(process > 0);
        QCOMPARE(::kill(static_cast<pid_t>(process), 0), 0);
    }
    QTRY_COMPARE(::kill(static_cast<pid_t>(process), 0), -1);
}

void ComparePageTest::atMostFourCheckpoints()
{
    run_->takeLock();
    for (const int step : {30, 40, 50})
        run_->checkpoint(step, 0.5);
    run_->finish(50, FinishStatus::Completed);
    project_->useFakeCli(kServer);
    Wall wall(*project_, theme_);
    QTRY_COMPARE(wall.model().answerers().size(), size_t{3});
    auto* list = wall.page.findChild<ChoiceList*>(QStringLiteral("columnList"));
    QCOMPARE(list->count(), 6);
    QStringList all;
    for (int row = 0; row < list->count(); ++row)
        all.append(list->model()->index(row, 0).data(Qt::UserRole).toString());
    list->choose(all);
    Q_EMIT list->chosenChanged(all);
    QCOMPARE(wall.model().answerers().size(), size_t{3});
    QVERIFY(wall.page.findChild<ProblemStrip*>()->message().contains(QStringLiteral("4")));
    all.removeLast();
    list->choose(all);
    Q_EMIT list->chosenChanged(all);
    QCOMPARE(wall.model().answerers().size(), size_t{5});
}

void ComparePageTest::differencesAreMarkedByMoreThanColour()
{
    Wall wall(*project_, theme_);
    const auto* delegate = wall.page.findChild<CompareDelegate*>();
    const auto html = delegate->markedAnswer(QStringLiteral("a red circle"), QStringLiteral("a blue circle"));
    QVERIFY(html.contains(QStringLiteral("underline")));
    QVERIFY(html.contains(QStringLiteral("line-through")));
    QVERIFY(!delegate->markedAnswer(QStringLiteral("a red circle"), QStringLiteral("a red circle")).contains(QStringLiteral("span")));
}

LK_TEST_CLASS(ComparePageTest);

} // namespace lorikeet

#include "compare_page_test.moc"
