#include "support/runner.h"
#include "support/sample_project.h"
#include "support/window_test.h"

#include "core/base/os.h"
#include "core/run/run_folder.h"
#include "ui/main_window.h"
#include "ui/runs/run_monitor.h"
#include "ui/welcome/machine_health.h"
#include "ui/welcome/new_project_form.h"
#include "ui/welcome/recent_projects.h"
#include "ui/widgets/elided_label.h"
#include "ui/welcome/sample_maker.h"
#include "ui/widgets/problem_strip.h"
#include "ui/widgets/rail.h"

#include <QAbstractButton>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QThread>

#include <atomic>
#include <memory>

using namespace lorikeet;
using namespace lorikeet::test;

class MainWindowTest : public WindowTest {
    Q_OBJECT

    std::unique_ptr<RunMonitor> monitor_;
    std::unique_ptr<MainWindow> window_;
    std::shared_ptr<std::atomic<bool>> mayEnd_;

    /// Opens a project and begins a change of all its examples that goes on until *mayEnd_; behind it another one waits.
    void beginSlowChange()
    {
        makeSampleProject(folder_->path(), 250);
        QVERIFY(session_->open(folder_->path()));
        std::vector<size_t> rows(session_->samples().size());
        for (size_t i = 0; i < rows.size(); ++i)
            rows[i] = i;
        mayEnd_ = std::make_shared<std::atomic<bool>>(false);
        session_->runBulk(rows, {Text("Slow"), [end = mayEnd_](const Sample&, SampleContent& content) {
                                     while (!*end)
                                         QThread::msleep(2);
                                     content.messages.back().content += "!";
                                 }});
        SampleContent content = session_->contentOf(3);
        content.messages.back().content = "typed";
        QVERIFY(session_->edit(3, content, "Edit"));
        QVERIFY(session_->isRecording());
    }
    QString answer(size_t sample) const { return QString::fromStdString(session_->samples()[sample].messages.back().content); }
    QString saveState() const { return window_->findChild<QLabel*>("saveState")->text(); }

private Q_SLOTS:
    void init()
    {
        setUp();
        monitor_ = std::make_unique<RunMonitor>();
        window_ = std::make_unique<MainWindow>(*session_, *monitor_, *theme_);
        window_->show();
        QVERIFY(QTest::qWaitForWindowExposed(window_.get()));
    }

    void cleanup()
    {
        if (mayEnd_)
            *mayEnd_ = true;
        os::testing::failWritesAfter(-1);
        os::testing::protectFolder({});
        window_.reset();
        monitor_.reset();
        tearDown();
    }

    void controlAndADigitBringsEachPage()
    {
        // Pages that others lead to (statistics, a run's data) stand behind those of the rail.
        const QStringList pages{"welcome", "data", "check", "look", "plan", "train", "compare", "runs"};
        QCOMPARE(window_->pageNames().mid(0, pages.size()), pages);
        QCOMPARE(window_->currentPage(), QString("welcome"));
        for (int i = static_cast<int>(pages.size()) - 1; i >= 0; --i) {
            QTest::keyClick(window_.get(), static_cast<Qt::Key>(Qt::Key_1 + i), Qt::ControlModifier);
            QCOMPARE(window_->currentPage(), pages[i]);
        }
    }

    void everyPageFitsInto1280By720()
    {
        makeSampleProject(folder_->path(), 5);
        QVERIFY(session_->open(folder_->path()));
        window_->resize(1280, 720);
        for (const QString& page : window_->pageNames()) {
            window_->showPage(page);
            QTest::qWait(20);
            const QSize least = window_->minimumSizeHint();
            QVERIFY2(least.width() <= 1280 && least.height() <= 720, qPrintable(QString("%1 needs %2 x %3").arg(page).arg(least.width()).arg(least.height())));
        }
    }

    void openingAProjectShowsItsPictures()
    {
        makeSampleProject(folder_->path(), 3);
        session_->openInBackground(folder_->path());
        QTRY_COMPARE(window_->currentPage(), QString("data"));
        QVERIFY(window_->windowTitle().contains("Cards"));
        QVERIFY(window_->findChild<Rail*>("rail")->isDone("welcome"));
        QVERIFY(recentProjects().contains(QString::fromStdString(session_->project().folder())));
    }

    void recentProjectsThatAreGoneLeaveTheList()
    {
        makeSampleProject(folder_->path(), 3);
        rememberProject(folder_->path() + "/gone");
        QVERIFY(session_->open(folder_->path()));
        window_->showPage("welcome");
        const auto rows = [this] {
            QStringList names;
            for (auto* label : window_->findChildren<ElidedLabel*>())
                names << label->text();
            return names.join('\n');
        };
        QTRY_VERIFY(!rows().contains("/gone"));
        QVERIFY(rows().contains(folder_->path()));
    }

    void aFolderThatIsNoProjectIsToldAndTheOldOneStays()
    {
        makeSampleProject(folder_->path(), 3);
        QVERIFY(session_->open(folder_->path()));
        session_->openInBackground(folder_->path() + "/data/pictures");
        auto* strip = window_->findChild<ProblemStrip*>("problemStrip");
        QTRY_VERIFY(strip->isVisible());
        QVERIFY(strip->message().contains("pictures"));
        QVERIFY(!strip->hint().isEmpty());
        QCOMPARE(session_->samples().size(), size_t{4});
    }

    void closingAsksWhileARunGoesOn()
    {
        makeSampleProject(folder_->path(), 3);
        QVERIFY(session_->open(folder_->path()));
        RunFolder run(folder_->path().toStdString() + "/runs/one");
        RunOptions options;
        options.output.outputDir = run.path();
        run.create(options, folder_->path().toStdString());
        const auto lock = run.lock(); // As the trainer holds it for its life.
        monitor_->refresh();
        QTRY_COMPARE(monitor_->runs().size(), 1);
        QVERIFY(!window_->close());
        auto* question = window_->findChild<QWidget*>("closeQuestion");
        QVERIFY(question->isVisible());
        question->findChild<QAbstractButton*>("closeStay")->click();
        QVERIFY(!question->isVisible());
        QVERIFY(!window_->close());
        question->findChild<QAbstractButton*>("closeKeep")->click();
        QVERIFY(!window_->isVisible());
        QVERIFY(!run.isRequested(Request::Stop)); // The run goes on.
    }

    void closingCanStopTheRun()
    {
        makeSampleProject(folder_->path(), 3);
        QVERIFY(session_->open(folder_->path()));
        RunFolder run(folder_->path().toStdString() + "/runs/one");
        RunOptions options;
        options.output.outputDir = run.path();
        run.create(options, folder_->path().toStdString());
        const auto lock = run.lock();
        monitor_->refresh();
        QTRY_COMPARE(monitor_->runs().size(), 1);
        QVERIFY(!window_->close());
        window_->findChild<QAbstractButton*>("closeStop")->click();
        QVERIFY(run.isRequested(Request::Stop));
        QVERIFY(!window_->isVisible());
    }

    void closingWaitsUntilEverythingIsRecorded()
    {
        beginSlowChange();
        QVERIFY2(saveState().endsWith(": 1"), qPrintable(saveState())); // One change waits.
        QVERIFY(!window_->close());
        QVERIFY(window_->isVisible());
        QCOMPARE(saveState(), QString("Finishing…"));
        *mayEnd_ = true;
        QTRY_VERIFY(!window_->isVisible());
        QVERIFY(!session_->hasUnsaved());
        QCOMPARE(answer(3), QString("typed"));
        QCOMPARE(answer(4), QString("a red card number 4!"));
    }

    void whatNeverEndsDoesNotKeepTheWindowOpen()
    {
        beginSlowChange();
        auto* question = window_->findChild<QWidget*>("closeQuestion");
        const auto button = [question](const char* name) { return question->findChild<QAbstractButton*>(QString::fromLatin1(name)); };
        QVERIFY(!window_->close());
        QTRY_VERIFY_WITH_TIMEOUT(question->isVisible(), 10'000);
        QVERIFY(!button("closeKeep")->isVisible() && !button("closeStop")->isVisible());
        button("closeStay")->click();
        QVERIFY(!question->isVisible() && window_->isVisible());
        QVERIFY(saveState() != "Finishing…");
        QVERIFY(!window_->close());
        QTRY_VERIFY_WITH_TIMEOUT(question->isVisible(), 10'000);
        button("closeAnyway")->click();
        QVERIFY(!window_->isVisible());
        QVERIFY(session_->hasUnsaved());
    }

    void whatCannotBeSavedIsNotLostByClosing()
    {
        makeSampleProject(folder_->path(), 3);
        QVERIFY(session_->open(folder_->path()));
        window_->showPage("data");
        QTRY_VERIFY(!session_->isWorking());
        os::testing::failWritesAfter(0);
        window_->findChild<QPlainTextEdit*>("turn.1")->setPlainText("typed");
        QVERIFY(!window_->close());
        os::testing::failWritesAfter(-1);
        window_->close(); // There is room again.
        QTRY_VERIFY(!window_->isVisible());
        QCOMPARE(answer(0), QString("typed"));
    }

    void aProjectThatCanOnlyBeReadIsToldOf()
    {
        makeSampleProject(folder_->path(), 3);
        os::testing::protectFolder(folder_->path().toStdString());
        session_->openInBackground(folder_->path());
        auto* strip = window_->findChild<ProblemStrip*>("problemStrip");
        QTRY_VERIFY(strip->isVisible());
        QVERIFY2(strip->message().contains("can only be read"), qPrintable(strip->message()));
    }

    void aProjectIsMadeFromAFolderOfPictures()
    {
        const QString pictures = folder_->path() + "/cats";
        QVERIFY(QDir().mkpath(pictures));
        QImage image(32, 32, QImage::Format_RGB32);
        image.fill(Qt::red);
        QVERIFY(image.save(pictures + "/tom.png"));
        writeBytes(pictures + "/tom.txt", "a red cat");
        window_->findChild<QAbstractButton*>("newProject")->click();
        window_->findChild<QLineEdit*>("newPictures")->setText(pictures);
        window_->findChild<QLineEdit*>("newFolder")->setText(folder_->path() + "/project");
        QTRY_VERIFY(window_->findChild<QAbstractButton*>("newMake")->isEnabled()); // The data was looked at.
        window_->findChild<QAbstractButton*>("newMake")->click();
        QTRY_COMPARE(window_->currentPage(), QString("data"));
        QCOMPARE(session_->samples().size(), size_t{1});
        QCOMPARE(QString::fromStdString(session_->samples()[0].messages.back().content), QString("a red cat"));
    }

    void aMissingCommandLineProgramIsToldWithWhatToDo()
    {
        SampleMaker maker;
        QSignalSpy problem(&maker, &SampleMaker::problem);
        maker.start({}, folder_->path() + "/sample");
        QCOMPARE(problem.count(), 1);
        QVERIFY(problem[0][1].toString().contains("LORIKEET_CLI"));
    }

    void machineVerdictsHaveWordsAndSentences()
    {
        const auto poor = judgeMachine({1, 500, 1'000'000, {}});
        const auto good = judgeMachine({16, 64000, uint64_t{500} << 30, "Card"});
        QCOMPARE(poor.size(), size_t{4});
        for (size_t i = 0; i < 4; ++i) {
            QVERIFY(!poor[i].word.isEmpty());
            QVERIFY(!poor[i].sentence.isEmpty());
            QCOMPARE(good[i].level, HealthLevel::Good);
        }
        QCOMPARE(poor[1].level, HealthLevel::Poor);
        QCOMPARE(poor[2].level, HealthLevel::Poor);
        QVERIFY(good[3].sentence.contains("Card"));
    }
};

LK_TEST_CLASS(MainWindowTest);
#include "main_window_test.moc"
