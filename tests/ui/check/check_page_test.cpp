#include "support/runner.h"
#include "support/sample_project.h"
#include "support/window_test.h"

#include "core/base/os.h"
#include "ui/check/check_page.h"
#include "ui/check/doctor_session.h"
#include "ui/check/finding_card.h"
#include "ui/plot/bar_plot.h"

#include <QAbstractButton>
#include <QLabel>
#include <QSignalSpy>
#include <QTableView>

#include <memory>

using namespace lorikeet;
using namespace lorikeet::test;

class CheckPageTest : public WindowTest {
    Q_OBJECT

    std::unique_ptr<DoctorSession> doctor_;
    std::unique_ptr<CheckPage> page_;

    void openPage(int count, bool hasFaults)
    {
        makeSampleProject(folder_->path(), count, hasFaults);
        openPage();
    }
    void openPage()
    {
        QVERIFY(session_->open(folder_->path()));
        page_ = std::make_unique<CheckPage>(*session_, *doctor_, *choice_, *theme_);
        page_->resize(1100, 680);
        page_->show();
        QSignalSpy reported(doctor_.get(), &DoctorSession::reported);
        page_->activate();
        QVERIFY(reported.wait());
    }
    FindingCard* card(const char* rule) const { return page_->findChild<FindingCard*>(QString("finding.") + rule); }
    QString text(const char* label) const { return page_->findChild<QLabel*>(label)->text(); }
    /// Clicks and waits until the check has followed.
    bool clickAndWait(QAbstractButton* button)
    {
        QSignalSpy reported(doctor_.get(), &DoctorSession::reported);
        button->click();
        return reported.wait();
    }
    QAbstractButton* button(const char* rule, const char* name) const { return card(rule)->findChild<QAbstractButton*>(name); }

private Q_SLOTS:
    void init()
    {
        setUp();
        qputenv("XDG_CACHE_HOME", folder_->filePath("cache").toUtf8());
        doctor_ = std::make_unique<DoctorSession>(*session_);
    }

    void cleanup()
    {
        os::testing::protectFolder({});
        page_.reset();
        doctor_.reset();
        tearDown();
    }

    void aProjectThatCanOnlyBeReadIsCheckedButNotMended()
    {
        makeSampleProject(folder_->path(), 6, true);
        os::testing::protectFolder(folder_->path().toStdString());
        openPage();
        for (const char* name : {"splitKind", "splitShare", "splitCount", "splitSeed"})
            QVERIFY2(!page_->findChild<QWidget*>(name)->isEnabled(), name);
        int fixes = 0;
        for (const auto* shown : page_->findChildren<FindingCard*>())
            for (const auto* each : shown->findChildren<QAbstractButton*>()) {
                const bool onlyShows = QStringList{"show", "list", "fix.write", "fix.caption_ai"}.contains(each->objectName());
                QVERIFY2(each->isEnabled() == onlyShows, qPrintable(each->objectName()));
                fixes += onlyShows ? 0 : 1;
            }
        QVERIFY(fixes > 0);
    }

    void saysWhatItIsForWithoutAProject()
    {
        CheckPage page(*session_, *doctor_, *choice_, *theme_);
        QVERIFY(page.findChild<QAbstractButton*>("toWelcome") != nullptr);
    }

    void findingsStandInTheirGroups()
    {
        openPage(5, true);
        QCOMPARE(page_->findChild<QLabel*>("group.fatal")->text(), severityWord(Severity::Fatal));
        QVERIFY(card("image.missing") != nullptr);
        QCOMPARE(card("image.missing")->findChild<QLabel*>("title")->text(), QString("1 picture cannot be found."));
        QVERIFY2(text("checkHeadline").startsWith("2 examples must be mended"), qPrintable(text("checkHeadline")));
        QCOMPARE(page_->findChild<QAbstractButton*>("toLook")->text(), QString("Continue with 6 of 8"));
    }

    void leavingOutMendsAndIsUndone()
    {
        openPage(5, true);
        QSignalSpy done(page_.get(), &Page::stepDone);
        QVERIFY(clickAndWait(button("image.missing", "fix.exclude")));
        QVERIFY(session_->isExcluded(6));
        QTRY_VERIFY(page_->findChild<FindingCard*>("finding.image.missing") == nullptr);
        QCOMPARE(done.last()[0].toBool(), false); // The damaged one is left.
        QVERIFY(clickAndWait(page_->findChild<QAbstractButton*>("undoFix")));
        QVERIFY(!session_->isExcluded(6));
        QTRY_VERIFY(card("image.missing") != nullptr);
    }

    void theTickComesWhenNothingFatalIsLeft()
    {
        openPage(4, true);
        QSignalSpy done(page_.get(), &Page::stepDone);
        QVERIFY(clickAndWait(button("image.missing", "fix.exclude")));
        QTRY_VERIFY(page_->findChild<FindingCard*>("finding.image.missing") == nullptr);
        QVERIFY(clickAndWait(button("image.format", "fix.exclude")));
        QCOMPARE(done.last()[0].toBool(), true);
    }

    void allOfAFindingAreListed()
    {
        openPage(5, true);
        button("image.missing", "list")->click();
        auto* list = card("image.missing")->findChild<QTableView*>("findingList");
        QVERIFY(list != nullptr);
        QCOMPARE(list->model()->rowCount(), 1);
        const auto words = [list](int column) { return list->model()->index(0, column).data(Qt::ToolTipRole).toString(); };
        QCOMPARE(words(0), QString("7")); // Counted as people count.
        QVERIFY2((words(1) + words(2)).contains("nowhere.png"), qPrintable(words(1) + " " + words(2)));
        QSignalSpy wanted(page_.get(), &Page::pageRequested);
        Q_EMIT list->activated(list->model()->index(0, 0));
        QCOMPARE(session_->current(), size_t{6});
        QCOMPARE(wanted[0][0].toString(), QString("look"));
    }

    void showLeadsToTheGallery()
    {
        openPage(5, true);
        QSignalSpy filter(page_.get(), &Page::filterRequested);
        button("image.missing", "show")->click();
        QCOMPARE(filter[0][0].toString(), QString("issue:image.missing"));
        // What the filter means is the session's own business: it takes the same samples.
        session_->setFacts(doctor_->report().facts);
        std::vector<uint32_t> rows;
        session_->findRows(filter[0][0].toString(), {}, [&rows](const TaskResult<std::vector<uint32_t>>& result) { rows = *result.value; });
        QTRY_COMPARE(rows, std::vector<uint32_t>{6});
    }

    void anIgnoredFindingComesBackWithUndo()
    {
        makeSampleProject(folder_->path(), 4);
        // An empty question is worth a look, no more.
        const QJsonArray rows{rowOf("<image>", "a card", {"pictures/picture-0.png"}), rowOf("<image>What?\x01", "another card", {"pictures/picture-1.png"})};
        writeBytes(folder_->path() + "/data/cards.json", QJsonDocument(rows).toJson());
        QVERIFY(session_->open(folder_->path()));
        page_ = std::make_unique<CheckPage>(*session_, *doctor_, *choice_, *theme_);
        page_->show();
        QSignalSpy reported(doctor_.get(), &DoctorSession::reported);
        page_->activate();
        QVERIFY(reported.wait());
        QVERIFY(card("text.control") != nullptr);
        QVERIFY(clickAndWait(button("text.control", "fix.ignore")));
        QTRY_VERIFY(page_->findChild<FindingCard*>("finding.text.control") == nullptr);
        QVERIFY(page_->findChild<QAbstractButton*>("showIgnored") != nullptr);
        QSignalSpy again(doctor_.get(), &DoctorSession::reported);
        page_->undo();
        QVERIFY(again.wait());
        QTRY_VERIFY(card("text.control") != nullptr);
    }

    void aBarTellsItsValueAndIsClicked()
    {
        BarPlot plot("Numbers", *theme_);
        plot.resize(400, 200);
        plot.show();
        plot.setData({.values = {3, 0, 7}, .names = {}, .from = 0, .width = 10, .axis = "tokens", .words = {"three", "none", "seven"}});
        plot.grab();
        QSignalSpy clicked(&plot, &BarPlot::clicked);
        plot.hoverAt(plot.placeOf(2));
        QCOMPARE(plot.hoverText(), QString("seven"));
        QTest::mouseClick(plot.findChild<QWidget*>(), Qt::LeftButton, {}, plot.placeOf(0).toPoint());
        QCOMPARE(clicked.count(), 1);
        QCOMPARE(clicked[0][0].toInt(), 0);
        plot.hoverAt(plot.placeOf(1));
        QCOMPARE(plot.hoverText(), QString()); // There is no bar.
    }
};

LK_TEST_CLASS(CheckPageTest);
#include "check_page_test.moc"
