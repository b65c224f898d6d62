#include "support/runner.h"
#include "support/sample_project.h"

#include "ui/check/doctor_session.h"
#include "ui/project_session.h"

#include <QSignalSpy>
#include <QTemporaryDir>

#include <memory>

using namespace lorikeet;
using namespace lorikeet::test;

class DoctorSessionTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> folder_;
    std::unique_ptr<ProjectSession> session_;
    std::unique_ptr<DoctorSession> doctor_;

    void open(int count, bool hasFaults)
    {
        makeSampleProject(folder_->path(), count, hasFaults);
        QVERIFY(session_->open(folder_->path()));
    }
    void check()
    {
        QSignalSpy reported(doctor_.get(), &DoctorSession::reported);
        doctor_->start();
        QVERIFY(doctor_->isRunning());
        QVERIFY(reported.wait());
        QVERIFY(doctor_->hasReport());
    }
    const RuleFindings* found(const char* rule) const { return doctor_->report().find(rule); }

private Q_SLOTS:
    void init()
    {
        folder_ = std::make_unique<QTemporaryDir>();
        qputenv("XDG_CACHE_HOME", folder_->filePath("cache").toUtf8());
        session_ = std::make_unique<ProjectSession>();
        doctor_ = std::make_unique<DoctorSession>(*session_);
    }

    void cleanup()
    {
        doctor_.reset();
        session_.reset();
    }

    void aProjectIsChecked()
    {
        open(5, true);
        check();
        const DoctorReport& report = doctor_->report();
        QCOMPARE(report.checked, size_t(8));
        QCOMPARE(report.mustFix, size_t(2));
        QVERIFY(found("image.missing") != nullptr);
        QCOMPARE(found("image.missing")->samples, std::vector<size_t>{6});
        QCOMPARE(found("image.missing")->title.english(), std::string("1 picture cannot be found."));
        QVERIFY(found("image.format") != nullptr);
        QCOMPARE(report.facts.width[0], 64);
        QCOMPARE(report.facts.score[6], 0.0F);
        QVERIFY(doctor_->isFresh());
    }

    void aWishBeforeOpeningIsRemembered()
    {
        QSignalSpy reported(doctor_.get(), &DoctorSession::reported);
        doctor_->start();
        QVERIFY(!doctor_->isRunning());
        makeSampleProject(folder_->path(), 3);
        session_->openInBackground(folder_->path());
        QVERIFY(reported.wait());
        QCOMPARE(doctor_->report().checked, size_t(4));
    }

    void anEditIsCheckedByItself()
    {
        open(4, true);
        check();
        QSignalSpy reported(doctor_.get(), &DoctorSession::reported);
        session_->setExcluded({5, 6}, true);
        QVERIFY(reported.wait());
        QCOMPARE(doctor_->report().mustFix, size_t(0));
        QCOMPARE(doctor_->report().checked, size_t(5));
        session_->undo();
        QVERIFY(reported.wait());
        QCOMPARE(doctor_->report().mustFix, size_t(2));
    }

    void aFixIsOneUndoStep()
    {
        open(4, true);
        check();
        QSignalSpy reported(doctor_.get(), &DoctorSession::reported);
        doctor_->fix("image.missing", FixKind::Exclude, found("image.missing")->samples);
        QVERIFY(reported.wait());
        QVERIFY(session_->isExcluded(5));
        QVERIFY(found("image.missing") == nullptr);
        session_->undo();
        QVERIFY(!session_->isExcluded(5));
    }

    void leaksMoveToTraining()
    {
        open(8, false);
        const QString pictures = folder_->path() + "/held";
        QVERIFY(QDir().mkpath(pictures));
        QVERIFY(QFile::copy(folder_->path() + "/data/pictures/picture-2.png", pictures + "/copy.png"));
        writeBytes(pictures + "/copy.txt", "the same again");
        session_->project().addDataset("cards_val", pictures.toStdString());
        QVERIFY(session_->open(folder_->path()));
        check();
        QVERIFY(found("leak.picture") != nullptr); // Held out by its name, without a split.
        const std::vector<size_t> leaking = found("leak.picture")->samples;
        QCOMPARE(leaking.size(), size_t(1));
        QSignalSpy reported(doctor_.get(), &DoctorSession::reported);
        doctor_->fix("leak.picture", FixKind::MoveToTraining, leaking);
        QVERIFY(reported.wait());
        QVERIFY(found("leak.picture") == nullptr);
        QVERIFY(session_->samples()[leaking.front()].alwaysTrains);
        session_->undo();
        QVERIFY(reported.wait());
        QVERIFY(found("leak.picture") != nullptr);
        SplitPlan plan; // All that is held out is one of the cards: no leak, the copy trains.
        plan.kind = SplitPlan::Kind::Column;
        plan.column = "none";
        session_->setSplitPlan(plan);
        QVERIFY(reported.wait());
        QVERIFY(found("leak.picture") == nullptr);
    }

    void ignoredFindingsAreNotShown()
    {
        open(4, true);
        check();
        QSignalSpy reported(doctor_.get(), &DoctorSession::reported);
        doctor_->ignore("image.missing", {5});
        QVERIFY(reported.wait());
        QVERIFY(found("image.missing") == nullptr);
        QCOMPARE(doctor_->report().ignored, size_t(1));
        doctor_->unignore("image.missing", {5});
        QVERIFY(reported.wait());
        QVERIFY(found("image.missing") != nullptr);
    }

    void cancellingEndsIt()
    {
        open(200, false);
        QSignalSpy reported(doctor_.get(), &DoctorSession::reported);
        QSignalSpy cancelled(doctor_.get(), &DoctorSession::cancelled);
        doctor_->start();
        doctor_->cancel();
        QCOMPARE(cancelled.size(), 1);
        QVERIFY(!doctor_->isRunning());
        check(); // and another one works
        QCOMPARE(reported.size(), 1);
    }
};

LK_TEST_CLASS(DoctorSessionTest);
#include "doctor_session_test.moc"
