#include "caption_servers.h"

#include "support/runner.h"
#include "support/test_project.h"

#include "core/data/bulk_edit.h"
#include "ui/choice/model_choice.h"
#include "ui/dataset/captioner.h"
#include "ui/dataset/data_page.h"
#include "ui/dataset/sample_list.h"
#include "ui/project_session.h"
#include "ui/theme/theme.h"

#include <QAbstractButton>
#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QSignalSpy>

#include <memory>

using namespace lorikeet;
using namespace lorikeet::test;

class CaptionerTest : public QObject {
    Q_OBJECT

    std::unique_ptr<TestProject> project_;
    std::unique_ptr<ProjectSession> session_;

    QString answer(size_t sample) const { return QString::fromStdString(session_->samples()[sample].messages.back().content); }
    /// The first so many samples lose their answers, as one step.
    void blank(size_t count)
    {
        std::vector<size_t> samples;
        for (size_t i = 0; i < count; ++i)
            samples.push_back(i);
        session_->runBulk(samples, setAnswer(""));
        QTRY_COMPARE(answer(count - 1), QString());
        QTRY_VERIFY(!session_->isWorking());
    }
    Captioner::Order order() const
    {
        Captioner::Order order;
        order.modelFolder = project_->folder() + "/models/tiny-sight";
        order.modelName = "tiny-sight";
        order.prompt = "Describe it.";
        return order;
    }

private Q_SLOTS:
    void init()
    {
        project_ = std::make_unique<TestProject>();
        session_ = std::make_unique<ProjectSession>();
        QVERIFY(session_->open(project_->folder()));
        QTRY_VERIFY(session_->isComplete());
        QVERIFY(!session_->samples()[0].images.empty());
    }

    void cleanup()
    {
        qunsetenv("LORIKEET_CLI");
        session_.reset();
        project_.reset();
    }

    void emptyAnswersAreFilledInOneStepAndSayWhoWroteThem()
    {
        blank(5);
        project_->useFakeCli(kCaptionServer);
        Captioner captioner(*session_);
        QSignalSpy finished(&captioner, &Captioner::finished), problems(&captioner, &Captioner::problem);
        captioner.start(order(), {0, 1, 2, 3, 4, 5, 6});
        QTRY_COMPARE(finished.count(), 1);
        QCOMPARE(finished[0][0].value<size_t>(), size_t{4}); // Five were empty, one question went wrong.
        QCOMPARE(finished[0][1].value<size_t>(), size_t{1});
        QCOMPARE(problems.count(), 1);
        QTRY_COMPARE(answer(4), QString("caption 5"));
        QCOMPARE(answer(0), QString("caption 1"));
        QCOMPARE(answer(2), QString());
        QCOMPARE(answer(5), QString("colour 5 of them"));
        const Sample& sample = session_->samples()[0];
        QCOMPARE(sample.provenance.origin, Origin::Model);
        QCOMPARE(sample.provenance.model, std::string("tiny-sight"));
        QCOMPARE(sample.provenance.prompt, std::string("Describe it."));
        QCOMPARE(sample.review, Review::None);
        const std::string asked = bytesOf(project_->path() + "/asked.txt");
        QVERIFY2(asked.find("<image>Describe it.") != std::string::npos && asked.find("0.png") != std::string::npos, asked.c_str());
        session_->undo();
        QTRY_COMPARE(answer(0), QString());
        QCOMPARE(answer(4), QString()); // All of the batch were one step.
    }

    void whatIsThereIsOnlyReplacedWhereAskedFor()
    {
        project_->useFakeCli(kCaptionServer);
        Captioner captioner(*session_);
        QSignalSpy finished(&captioner, &Captioner::finished);
        captioner.start(order(), {0, 1});
        QTRY_COMPARE(finished.count(), 1);
        QCOMPARE(finished[0][0].value<size_t>(), size_t{0});
        Captioner::Order all = order();
        all.onlyEmpty = false;
        captioner.start(all, {0, 1});
        QTRY_COMPARE(finished.count(), 2);
        QTRY_COMPARE(answer(1), QString("caption 2"));
    }

    void stoppingKeepsWhatIsDoneAndEndsAtOnce()
    {
        blank(2);
        project_->useFakeCli(kSilentServer);
        Captioner captioner(*session_);
        QSignalSpy finished(&captioner, &Captioner::finished);
        captioner.start(order(), {0, 1});
        QVERIFY(captioner.isRunning());
        captioner.stop();
        QCOMPARE(finished.count(), 1);
        QVERIFY(!captioner.isRunning());
        QCOMPARE(answer(0), QString());
    }

    void whatIsDoneIsRecordedBeforeTheWindowCloses()
    {
        blank(3);
        project_->useFakeCli(kOneAnswerServer);
        Captioner captioner(*session_);
        QSignalSpy progressed(&captioner, &Captioner::progressed);
        captioner.start(order(), {0, 1, 2});
        QTRY_COMPARE(progressed.count(), 2); // The beginning, and one answer.
        QCOMPARE(answer(0), QString());
        session_->recordAll();
        QTRY_COMPARE(answer(0), QString("caption 1"));
        QVERIFY(captioner.isRunning()); // The window may stay open after all.
    }

    void readingTheDataAgainKeepsWhatIsDoneAndStops()
    {
        blank(3);
        project_->useFakeCli(kOneAnswerServer);
        Captioner captioner(*session_);
        QSignalSpy progressed(&captioner, &Captioner::progressed), finished(&captioner, &Captioner::finished);
        captioner.start(order(), {0, 1, 2});
        QTRY_COMPARE(progressed.count(), 2);
        session_->reload();
        QTRY_COMPARE(finished.count(), 1);
        QVERIFY(!captioner.isRunning());
        QTRY_COMPARE(answer(0), QString("caption 1"));
        QCOMPARE(answer(1), QString());
    }

    void thePanelWritesAndLeadsToTheReview()
    {
        blank(5);
        project_->useFakeCli(kCaptionServer);
        Theme theme(*qobject_cast<QApplication*>(qApp));
        ModelChoice choice(*session_);
        DataPage page(*session_, choice, theme);
        page.resize(1100, 680);
        page.show();
        const auto button = [&page](const char* name) { return page.findChild<QAbstractButton*>(QString::fromLatin1(name)); };
        button("captionWithAi")->click();
        auto* models = page.findChild<QComboBox*>("captionModel");
        QVERIFY(models->findText("tiny-sight") >= 0);
        models->setCurrentIndex(models->findText("tiny-sight"));
        QVERIFY(!button("captionReview")->isVisible());
        button("captionStart")->click();
        auto* message = page.findChild<QLabel*>("captionMessage");
        QTRY_VERIFY2(message->text().startsWith("4 captions written; 1 pictures got none. picture is damaged"), qPrintable(message->text()));
        QTRY_COMPARE(answer(4), QString("caption 5"));
        button("captionReview")->click();
        QTRY_COMPARE(page.samples().rowCount(), 4);
    }

    void aProgramThatCannotBeStartedIsToldOf()
    {
        blank(1);
        qputenv("LORIKEET_CLI", "/nowhere/lorikeet-cli");
        Captioner captioner(*session_);
        QSignalSpy problems(&captioner, &Captioner::problem), finished(&captioner, &Captioner::finished);
        captioner.start(order(), {0});
        QTRY_COMPARE(finished.count(), 1);
        QCOMPARE(problems.count(), 1);
        QVERIFY(!captioner.isRunning());
    }
};

LK_TEST_CLASS(CaptionerTest);
#include "captioner_test.moc"
