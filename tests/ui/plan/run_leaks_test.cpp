#include "support/runner.h"
#include "support/test_project.h"

#include "ui/check/doctor_session.h"
#include "ui/plan/plan_page.h"
#include "ui/project_session.h"
#include "ui/theme/theme.h"
#include "ui/widgets/problem_strip.h"

#include <QDir>
#include <QPushButton>
#include <QSignalSpy>

#include <memory>

namespace lorikeet {

/// Test pictures that a run would also train on keep it from starting.
class RunLeaksTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void theSamePictureOnBothSidesTurnsStartOff();
    void itIsIgnoredUntilThatIsUndone();
    void itIsMovedToTraining();
    void aStartBeforeItIsKnownIsRefused();
    void otherDataHasNoLeak();
    void copiesAreKnownFromTheDoctor();
    void formerLimitsComeBack();

private:
    QPushButton* button(const char* name) const { return page_->findChild<QPushButton*>(QString::fromLatin1(name)); }
    bool canStart() const { return button("startTraining")->isEnabled(); }
    /// The validation data shows these pictures of the data's folder.
    void open(const std::vector<std::string>& pictures);

    std::unique_ptr<test::TestProject> project_;
    std::unique_ptr<ProjectSession> session_;
    std::unique_ptr<DoctorSession> doctor_;
    std::unique_ptr<PlanPage> page_;
    Theme theme_{*qApp};
};

void RunLeaksTest::init()
{
    project_ = std::make_unique<test::TestProject>();
    qputenv("XDG_CACHE_HOME", QByteArray::fromStdString(*project_ / "cache"));
    session_ = std::make_unique<ProjectSession>();
    doctor_ = std::make_unique<DoctorSession>(*session_);
}

void RunLeaksTest::cleanup()
{
    page_.reset();
    doctor_.reset();
    session_.reset();
    project_.reset();
    qunsetenv("LORIKEET_CLI");
}

void RunLeaksTest::open(const std::vector<std::string>& pictures)
{
    std::string rows;
    for (const std::string& picture : pictures)
        rows += fmt::format(R"({}{{"messages": [{{"role": "user", "content": "<image>Which one?"}}, {{"role": "assistant", "content": "one of them"}}], "images": ["pictures/{}"]}})",
            rows.empty() ? "" : ",", picture);
    project_->root().write("data/shapes_validation.json", "[" + rows + "]");
    QVERIFY(session_->open(project_->folder()));
    page_ = std::make_unique<PlanPage>(*session_, theme_, doctor_.get());
    page_->show();
    QCOMPARE(page_->plan().options().data.evalDataset, std::vector<std::string>{"shapes_validation"});
}

void RunLeaksTest::theSamePictureOnBothSidesTurnsStartOff()
{
    open({"0.png", "3.png", "0.png"});
    QTRY_VERIFY(!canStart());
    QCOMPARE(page_->findChild<ProblemStrip*>()->message(), QStringLiteral("1 test picture also appears in training."));
    QVERIFY(page_->findChild<ProblemStrip*>()->hint().startsWith(QStringLiteral("Results would look better than they are.")));
    QVERIFY(button("planLeakIgnore")->isVisible());
    QSignalSpy wanted(page_.get(), &Page::pageRequested);
    button("planLeakCheck")->click();
    QCOMPARE(wanted[0][0].toString(), QStringLiteral("check"));
}

void RunLeaksTest::itIsIgnoredUntilThatIsUndone()
{
    open({"0.png", "1.png", "3.png"});
    QTRY_VERIFY(!canStart());
    QCOMPARE(page_->plan().problem().message, QStringLiteral("2 test pictures also appear in training."));
    button("planLeakIgnore")->click();
    QTRY_VERIFY2(canStart(), qPrintable(page_->plan().problem().message));
    QVERIFY(!button("planLeakIgnore")->isVisible());
    session_->undo();
    QTRY_VERIFY(!canStart());
}

void RunLeaksTest::itIsMovedToTraining()
{
    open({"0.png", "3.png"});
    QTRY_VERIFY(!canStart());
    QCOMPARE(page_->plan().evalCount(), int64_t{2});
    button("planLeakMove")->click();
    QTRY_VERIFY2(canStart(), qPrintable(page_->plan().problem().message));
    QCOMPARE(page_->plan().trainCount(), int64_t{21});
    QCOMPARE(page_->plan().evalCount(), int64_t{1});
}

void RunLeaksTest::aStartBeforeItIsKnownIsRefused()
{
    project_->useFakeCli("exit 0\n");
    open({"0.png", "3.png"});
    QSignalSpy started(page_.get(), &PlanPage::runStarted);
    button("startTraining")->click();
    QCOMPARE(started.count(), 0);
    QVERIFY(!canStart());
    QVERIFY(QDir(QString::fromStdString(session_->project().runsFolder())).isEmpty());
}

void RunLeaksTest::otherDataHasNoLeak()
{
    open({"0.png", "3.png"});
    QTRY_VERIFY(!canStart());
    page_->plan().checkOn(QStringLiteral("words"));
    QVERIFY2(canStart(), qPrintable(page_->plan().problem().message));
    page_->plan().settleLeaks();
    QVERIFY(canStart());
    page_->plan().checkOn(QStringLiteral("shapes_validation"));
    QTRY_VERIFY(!canStart());
}

void RunLeaksTest::copiesAreKnownFromTheDoctor()
{
    QVERIFY(QFile::copy(QString::fromStdString(*project_ / "data/pictures/0.png"), QString::fromStdString(*project_ / "data/pictures/copy.png")));
    open({"copy.png", "3.png"});
    page_->plan().settleLeaks();
    QVERIFY2(canStart(), qPrintable(page_->plan().problem().message));
    QSignalSpy reported(doctor_.get(), &DoctorSession::reported);
    doctor_->start();
    QVERIFY(reported.wait());
    QVERIFY(doctor_->report().find(kLeakRule) != nullptr);
    QTRY_VERIFY(!canStart());
    doctor_->ignore(kLeakRule, doctor_->report().find(kLeakRule)->samples);
    QTRY_VERIFY2(canStart(), qPrintable(page_->plan().problem().message));
}

void RunLeaksTest::formerLimitsComeBack()
{
    open({"3.png"});
    page_->plan().set("cutoff_len", "300");
    const std::string pixels = page_->plan().option("image_max_pixels").value();
    page_->useLimits(1024, 4096);
    QCOMPARE(page_->plan().options().data.cutoffLen, 1024);
    page_->takeBackLimits();
    QCOMPARE(page_->plan().options().data.cutoffLen, 300);
    QCOMPARE(page_->plan().option("image_max_pixels").value(), pixels);
}

LK_TEST_CLASS(RunLeaksTest);

} // namespace lorikeet

#include "run_leaks_test.moc"
