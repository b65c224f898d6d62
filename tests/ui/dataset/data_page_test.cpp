#include "support/runner.h"
#include "support/sample_project.h"

#include "ui/dataset/conversation_editor.h"
#include "ui/dataset/data_page.h"
#include "ui/dataset/gallery_view.h"
#include "ui/dataset/issue_model.h"
#include "ui/dataset/issue_scan.h"
#include "ui/dataset/problem_panel.h"
#include "ui/dataset/sample_list.h"
#include "ui/dataset/sample_panel.h"
#include "ui/dataset/thumbnail_loader.h"
#include "ui/dataset/turn_edit.h"
#include "ui/project_session.h"
#include "ui/theme/theme.h"
#include "ui/widgets/picture.h"

#include <QAbstractButton>
#include <QApplication>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTreeView>

#include <memory>

using namespace lorikeet;
using namespace lorikeet::test;

class DataPageTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> folder_;
    std::unique_ptr<Theme> theme_;
    std::unique_ptr<ProjectSession> session_;
    std::unique_ptr<DataPage> page_;

    void openPage(int count, bool hasFaults = false)
    {
        makeSampleProject(folder_->path(), count, hasFaults);
        QVERIFY(session_->open(folder_->path()));
        page_ = std::make_unique<DataPage>(*session_, *theme_);
        page_->resize(1100, 680);
        page_->show();
        page_->activate();
        QVERIFY(QTest::qWaitForWindowExposed(page_.get()));
    }
    GalleryView* gallery() const { return page_->findChild<GalleryView*>("gallery"); }
    TurnEdit* turn(int number) const { return page_->findChildren<SamplePanel*>().value(0)->findChildren<TurnEdit*>(QString("turn.%1").arg(number)).last(); }
    QString answer(size_t sample) const { return QString::fromStdString(session_->samples()[sample].messages.back().content); }

private Q_SLOTS:
    void init()
    {
        folder_ = std::make_unique<QTemporaryDir>();
        theme_ = std::make_unique<Theme>(*qobject_cast<QApplication*>(qApp));
        session_ = std::make_unique<ProjectSession>();
    }

    void cleanup()
    {
        page_.reset();
        session_.reset();
        theme_.reset();
        folder_.reset();
    }

    void showsTheNextStepWithoutAProject()
    {
        DataPage page(*session_, *theme_);
        QSignalSpy requested(&page, &Page::pageRequested);
        auto* button = page.findChild<QAbstractButton*>("toWelcome");
        QVERIFY(button != nullptr);
        button->click();
        QCOMPARE(requested.value(0).value(0).toString(), QString("welcome"));
    }

    void listsEverySampleAndFiltersByWords()
    {
        openPage(12);
        QCOMPARE(page_->samples().rowCount(), 13);
        auto* words = page_->findChild<QLineEdit*>("filterWords");
        QTest::keyClick(page_.get(), Qt::Key_Slash);
        QTRY_VERIFY(words->hasFocus());
        QTest::keyClicks(words, "RED card");
        QCOMPARE(page_->samples().rowCount(), 3);
        words->setText("picture-7.png");
        QCOMPARE(page_->samples().rowCount(), 1);
        words->setText("red green");
        QCOMPARE(page_->samples().rowCount(), 0);
        page_->findChild<QAbstractButton*>("clearFilter")->click();
        QCOMPARE(page_->samples().rowCount(), 13);
    }

    void aBrokenPictureIsMarkedAndTheRestGoesOn()
    {
        openPage(4, true);
        QTRY_VERIFY(page_->thumbnails().isBroken(6));
        QTRY_VERIFY(page_->thumbnails().find(0) != nullptr);
        session_->setCurrent(6);
        auto* panel = page_->findChild<SamplePanel*>("samplePanel");
        QTRY_VERIFY(!panel->picture().message().isEmpty());
        session_->setCurrent(0);
        QTRY_VERIFY(panel->picture().hasImage());
    }

    void anEditIsUndoneRedoneAndSurvivesReopening()
    {
        openPage(6);
        const QByteArray original = readBytes(folder_->path() + "/data/cards.json");
        session_->setCurrent(2);
        turn(1)->setPlainText("a blue thing");
        QVERIFY(session_->hasUnsaved());
        QTest::keyClick(turn(1), Qt::Key_S, Qt::ControlModifier);
        QTRY_COMPARE(answer(2), QString("a blue thing"));
        QVERIFY(!session_->hasUnsaved());
        session_->setCurrent(4);
        QTest::keyClick(gallery(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(answer(2), QString("a blue card number 2"));
        QCOMPARE(session_->current(), size_t{2}); // Undo shows what it changed.
        QCOMPARE(turn(1)->toPlainText(), QString("a blue card number 2"));
        QTest::keyClick(gallery(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_COMPARE(answer(2), QString("a blue thing"));

        ProjectSession again;
        QVERIFY(again.open(folder_->path()));
        QCOMPARE(QString::fromStdString(again.samples()[2].messages.back().content), QString("a blue thing"));
        QVERIFY(again.canUndo());
        again.undo();
        QCOMPARE(QString::fromStdString(again.samples()[2].messages.back().content), QString("a blue card number 2"));
        QCOMPARE(readBytes(folder_->path() + "/data/cards.json"), original);
    }

    void whatIsTypedIsSavedWhenAnotherSampleIsChosen()
    {
        openPage(4);
        turn(0)->setPlainText("<image>Which colour?");
        session_->setCurrent(3);
        QCOMPARE(QString::fromStdString(session_->samples()[0].messages[0].content), QString("<image>Which colour?"));
    }

    void whatIsTypedIsSavedAfterAPause()
    {
        openPage(2);
        turn(1)->setPlainText("typed");
        QTRY_COMPARE_WITH_TIMEOUT(answer(0), QString("typed"), 4000);
    }

    void spaceLeavesOutAndUndoTakesInAgain()
    {
        openPage(6);
        gallery()->setFocus();
        gallery()->setCurrentRow(1);
        gallery()->toggleSelected(4);
        QTest::keyClick(gallery(), Qt::Key_Space);
        QVERIFY(session_->isExcluded(1));
        QVERIFY(session_->isExcluded(4));
        QTest::keyClick(gallery(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_VERIFY(!session_->isExcluded(1));
        QVERIFY(!session_->isExcluded(4)); // Both were one step.
        QVERIFY(!session_->canUndo());
    }

    void aHundredThousandExamplesAreFilteredAndWalkedInTime()
    {
        makeSampleProject(folder_->path(), 4);
        QByteArray rows = "[";
        for (int i = 0; i < 100'000; ++i)
            rows += QString(R"(%1{"conversations":[{"from":"human","value":"<image>What is it?"},{"from":"gpt","value":"card number %2 with %3"}],"images":["pictures/picture-%4.png"]})")
                        .arg(i > 0 ? "," : "").arg(i).arg(i % 1000 == 7 ? "a needle" : "some hay").arg(i % 4).toUtf8();
        writeBytes(folder_->path() + "/data/cards.json", rows + "]");
        QVERIFY(session_->open(folder_->path()));
        QCOMPARE(session_->samples().size(), size_t{100'000});
        page_ = std::make_unique<DataPage>(*session_, *theme_);
        page_->resize(1100, 680);
        page_->show();
        QVERIFY(QTest::qWaitForWindowExposed(page_.get()));
        QElapsedTimer timer;
        timer.start();
        page_->findChild<QLineEdit*>("filterWords")->setText("NEEDLE number");
        const qint64 filtered = timer.elapsed();
        QCOMPARE(page_->samples().rowCount(), 100);
        page_->findChild<QLineEdit*>("filterWords")->clear();
        page_->grab();
        gallery()->setFocus();
        timer.restart();
        QTest::keyClick(gallery(), Qt::Key_End);
        page_->grab();
        const qint64 ended = timer.elapsed();
        QCOMPARE(session_->current(), size_t{99'999});
        qInfo("100,000 examples: filter %lld ms, End %lld ms", filtered, ended);
        QVERIFY2(filtered < 600, qPrintable(QString::number(filtered))); // 100 ms on an idle laptop; here others may be at work.
        QVERIFY2(ended < 900, qPrintable(QString::number(ended)));
    }

    void eEditsTheAnswer()
    {
        openPage(3);
        gallery()->setFocus();
        QTest::keyClick(gallery(), Qt::Key_E);
        QVERIFY(turn(1)->hasFocus());
    }

    void aPairOfTurnsIsAddedAndRemoved()
    {
        openPage(2);
        page_->findChild<QAbstractButton*>("addTurns")->click();
        QCOMPARE(session_->samples()[0].messages.size(), size_t{4});
        page_->findChild<QAbstractButton*>("removeTurns")->click();
        QCOMPARE(session_->samples()[0].messages.size(), size_t{2});
    }

    void findingsNameTheRowAndLeadToTheSample()
    {
        openPage(4, true);
        auto* panel = page_->findChild<ProblemPanel*>();
        QTRY_VERIFY(!panel->scan().isRunning());
        QVERIFY(panel->model().count(Severity::Fatal) >= 2);
        int missing = -1;
        for (int row = 0; row < panel->model().rowCount(); ++row)
            if (panel->model().issueAt(row).sample == 5)
                missing = row;
        QVERIFY(missing >= 0);
        QVERIFY(panel->model().index(missing, IssueModel::WhereColumn).data(Qt::DisplayRole).toString().contains("6"));
        auto* list = page_->findChild<QTreeView*>("problemList");
        Q_EMIT list->activated(panel->model().index(missing, 0));
        QCOMPARE(session_->current(), size_t{5});
        QVERIFY(page_->samples().hasProblem(5));
    }

    void everyControlHasANameAndTakesTheKeyboard()
    {
        openPage(3, true);
        for (QWidget* widget : page_->findChildren<QWidget*>()) {
            if (!widget->isVisibleTo(page_.get()) || widget->focusPolicy() == Qt::NoFocus || qobject_cast<QAbstractScrollArea*>(widget->parentWidget()) != nullptr)
                continue;
            const auto* button = qobject_cast<QAbstractButton*>(widget);
            const bool hasName = !widget->accessibleName().isEmpty() || (button != nullptr && !button->text().isEmpty());
            if (button != nullptr || qobject_cast<QLineEdit*>(widget) != nullptr || qobject_cast<TurnEdit*>(widget) != nullptr)
                QVERIFY2(hasName, qPrintable(QString("%1 %2").arg(widget->metaObject()->className(), widget->objectName())));
        }
    }
};

LK_TEST_CLASS(DataPageTest);
#include "data_page_test.moc"
