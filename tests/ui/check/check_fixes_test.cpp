#include "support/runner.h"
#include "support/sample_project.h"
#include "support/test_project.h"
#include "support/window_test.h"

#include "core/base/os.h"
#include "core/data/bulk_edit.h"
#include "core/data/doctor/leaks.h"
#include "ui/check/check_page.h"
#include "ui/check/cost_card.h"
#include "ui/check/doctor_session.h"
#include "ui/check/finding_card.h"
#include "ui/check/offered_fixes.h"
#include "ui/check/split_card.h"

#include <QAbstractButton>
#include <QLabel>
#include <QMenu>
#include <QSignalSpy>

#include <memory>

using namespace lorikeet;
using namespace lorikeet::test;

namespace {

constexpr const char* kGbkCaption = "\xD2\xBB\xD6\xBB\xE9\xD9\xC3\xA8"; // 一只橘猫

void savePicture(const QString& path)
{
    QImage image(64, 48, QImage::Format_RGB32);
    image.fill(Qt::darkCyan);
    QVERIFY2(image.save(path), qPrintable(path));
}

} // namespace

/// What the buttons of the Check page do, and how it is taken back.
class CheckFixesTest : public WindowTest {
    Q_OBJECT

    std::unique_ptr<DoctorSession> doctor_;
    std::unique_ptr<CheckPage> page_;

    QString at(const char* name) const { return folder_->filePath(QString::fromLatin1(name)); }
    void openPage(const QString& project)
    {
        QVERIFY(session_->open(project));
        page_ = std::make_unique<CheckPage>(*session_, *doctor_, *choice_, *theme_);
        page_->resize(1100, 680);
        page_->show();
        QSignalSpy reported(doctor_.get(), &DoctorSession::reported);
        page_->activate();
        QVERIFY(reported.wait());
    }
    /// A project with these rows besides the pictures of makeSampleProject(2).
    void openRows(const QJsonArray& rows)
    {
        makeSampleProject(at("project"), 2);
        writeBytes(at("project/data/cards.json"), QJsonDocument(rows).toJson());
        openPage(at("project"));
    }
    /// Two pictures by reference; the first one's caption is GBK, the other one's UTF-8.
    void openGbk()
    {
        makeSampleProject(at("project"), 2);
        QVERIFY(QDir(folder_->path()).mkpath("photos"));
        for (const char* name : {"photos/a.png", "photos/b.png"})
            savePicture(at(name));
        writeBytes(at("photos/a.txt"), kGbkCaption);
        writeBytes(at("photos/b.txt"), "a cat on the wall");
        QVERIFY(session_->open(at("project")));
        session_->project().addDataset("photos", at("photos").toStdString());
        openPage(at("project"));
        QCOMPARE(caption("photos/a.png"), std::string());
    }
    std::string caption(const char* id) const
    {
        const auto index = session_->indexOf(id);
        return index ? session_->samples()[*index].messages.back().content : "no such sample";
    }
    bool hasCard(const char* rule) const { return page_->findChild<FindingCard*>(QString("finding.") + rule) != nullptr; }
    QAbstractButton* button(const char* rule, const char* name) const
    {
        auto* card = page_->findChild<FindingCard*>(QString("finding.") + rule);
        return card == nullptr ? nullptr : card->findChild<QAbstractButton*>(name);
    }
    QString body(const char* rule) const { return page_->findChild<FindingCard*>(QString("finding.") + rule)->findChild<QLabel*>("body")->text(); }
    QWidget* strip() const { return page_->findChild<QAbstractButton*>("undoFix")->parentWidget(); }

private Q_SLOTS:
    void init()
    {
        setUp();
        qputenv("XDG_CACHE_HOME", folder_->filePath("cache").toUtf8());
        doctor_ = std::make_unique<DoctorSession>(*session_);
    }

    void cleanup()
    {
        os::testing::failWritesAfter(-1);
        page_.reset();
        doctor_.reset();
        tearDown();
    }

    void aNewCaptionResolvesAnUnreadOne()
    {
        openGbk();
        QVERIFY(hasCard("text.encoding"));
        QVERIFY(!hasCard("answer.empty"));
        QSignalSpy done(page_.get(), &Page::stepDone);
        const size_t sample = *session_->indexOf("photos/a.png");
        SampleContent content = session_->contentOf(sample);
        content.messages.back().content = "an orange cat";
        QVERIFY(session_->edit(sample, content, "Edit"));
        QTRY_VERIFY(!hasCard("text.encoding"));
        QCOMPARE(done.last()[0].toBool(), true);
        session_->undo();
        QTRY_VERIFY(hasCard("text.encoding"));
        session_->setExcluded({sample}, true);
        QTRY_VERIFY(!hasCard("text.encoding"));
        QCOMPARE(done.last()[0].toBool(), true);
    }

    void textIsReadInItsEncodingAndBackAgain()
    {
        openGbk();
        QVERIFY2(body("text.encoding").contains("一只橘猫"), qPrintable(body("text.encoding")));
        QVERIFY(button("text.encoding", "fix.read_as")->text().contains("GBK"));
        button("text.encoding", "fix.read_as")->click();
        QTRY_COMPARE(caption("photos/a.png"), std::string("一只橘猫"));
        QCOMPARE(caption("photos/b.png"), std::string("a cat on the wall"));
        QCOMPARE(session_->project().references().front().options.encoding, std::string("GB18030"));
        QTRY_VERIFY(doctor_->hasReport() && !hasCard("text.encoding"));
        QVERIFY(strip()->isVisible()); // The data was read again; it is the same project.
        page_->undo();
        QTRY_COMPARE(caption("photos/a.png"), std::string());
        QTRY_VERIFY(hasCard("text.encoding"));
        QCOMPARE(session_->project().references().front().options.encoding, std::string());
    }

    void dataOfWhichNothingCanBeReadIsMendedHere()
    {
        QVERIFY(QDir(folder_->path()).mkpath("project"));
        writeBytes(at("project/project.lorikeet"), "version: 1\nname: Read\n");
        const QByteArray row = QByteArray("{\"instruction\": \"q\", \"output\": \"") + kGbkCaption + "\"}\n";
        writeBytes(at("rows.jsonl"), row + row);
        QVERIFY(session_->open(at("project")));
        session_->project().addDataset("rows", at("rows.jsonl").toStdString());
        openPage(at("project"));
        QVERIFY(session_->samples().empty());
        QCOMPARE(page_->findChild<QLabel*>("checkHeadline")->text(), QString("No example can be used yet."));
        button("text.encoding", "fix.read_as")->click();
        QTRY_COMPARE(session_->samples().size(), size_t(2));
        QCOMPARE(session_->samples()[1].messages.back().content, std::string("一只橘猫"));
        QTRY_VERIFY(doctor_->hasReport() && !hasCard("text.encoding"));
    }

    void anotherEncodingIsChosen()
    {
        openGbk();
        button("text.encoding", "fix.choose_encoding")->click();
        auto* menu = page_->findChild<QMenu*>("encodingMenu");
        QVERIFY(menu != nullptr);
        for (QAction* action : menu->actions())
            if (action->text().contains("Big5"))
                action->trigger();
        QTRY_COMPARE(session_->project().references().front().options.encoding, std::string("Big5"));
        menu->close();
    }

    void onlyDataByReferenceIsReadOtherwise()
    {
        openGbk();
        RuleFindings found;
        found.id = "text.encoding";
        found.rule = findRule(found.id);
        found.encoding = "GB18030";
        found.issues = {0};
        DoctorReport report;
        report.issues.resize(1);
        report.issues[0].file = at("photos/captions.jsonl").toStdString(); // A row that became no sample.
        QCOMPARE(offeredFixes(found, report, *session_), (std::vector{FixKind::ReadAs, FixKind::ChooseEncoding}));
        found.encoding.clear();
        QCOMPARE(offeredFixes(found, report, *session_), std::vector{FixKind::ChooseEncoding});
        report.issues[0].file = at("project/data/cards.json").toStdString();
        QVERIFY(offeredFixes(found, report, *session_).empty());
    }

    void anOutsideFolderIsAllowedAndTakenBack()
    {
        QVERIFY(QDir(folder_->path()).mkpath("elsewhere"));
        savePicture(at("elsewhere/far.png"));
        openRows({rowOf("<image>What is it?", "a card", {"pictures/picture-0.png"}), rowOf("<image>What is it?", "far away", {at("elsewhere/far.png")})});
        QCOMPARE(session_->samples().size(), size_t(1));
        QCOMPARE(page_->findChild<FindingCard*>("finding.image.outside")->findChild<QLabel*>("title")->text(), QString("1 picture lies outside of the data's folder."));
        QVERIFY2(body("image.outside").contains(at("elsewhere")), qPrintable(body("image.outside")));
        button("image.outside", "fix.allow_folder")->click();
        QTRY_COMPARE(session_->samples().size(), size_t(2));
        QCOMPARE(session_->project().mediaFolders(), std::vector<std::string>{at("elsewhere").toStdString()});
        QTRY_VERIFY(doctor_->hasReport() && !hasCard("image.outside"));
        page_->findChild<QAbstractButton*>("undoFix")->click();
        QTRY_COMPARE(session_->samples().size(), size_t(1));
        QVERIFY(session_->project().mediaFolders().empty());
        QTRY_VERIFY(hasCard("image.outside"));
    }

    void missingPicturesNameTheirFolder()
    {
        makeSampleProject(at("project"), 3, true);
        openPage(at("project"));
        QCOMPARE(body("image.missing"), QString("They were expected in %1. Did the folder move?").arg(at("project/data/pictures")));
    }

    void picturesWithoutCaptionLeadToTheCaptioner()
    {
        openRows({rowOf("<image>What is it?", "a card", {"pictures/picture-0.png"}), rowOf("<image>What is it?", "another", {"pictures/picture-1.png"})});
        session_->runBulk({0}, setAnswer(""));
        QTRY_VERIFY(hasCard("answer.empty"));
        QSignalSpy wanted(page_.get(), &Page::captionRequested);
        button("answer.empty", "fix.caption_ai")->click();
        QCOMPARE(wanted.count(), 1);
        QCOMPARE(wanted[0][0].toString(), QString("issue:answer.empty"));
    }

    void marksGoWithoutAModel()
    {
        openRows({rowOf("<image>What is it?", "a card<|im_end|>", {"pictures/picture-0.png"})});
        button("text.special_token", "fix.remove_tokens")->click();
        QTRY_COMPARE(session_->samples()[0].messages.back().content, std::string("a card"));
        QTRY_VERIFY(!hasCard("text.special_token"));
    }

    void anotherProjectShowsNothingOfTheOldOne()
    {
        makeSampleProject(at("other"), 2);
        makeSampleProject(at("project"), 3);
        openPage(at("project"));
        RuleFindings leaks;
        leaks.id = kLeakRule;
        leaks.title = Text("22 test pictures also appear in training.");
        leaks.count = 22;
        page_->findChild<SplitCard*>()->setLeaks(&leaks);
        DoctorReport costly;
        costly.pictureTokens = {.width = 10, .bins = {1, 2}};
        page_->findChild<CostCard*>()->setReport(costly);
        auto* leakStrip = page_->findChild<QWidget*>("splitLeaks");
        QVERIFY(!leakStrip->isHidden() && !page_->findChild<CostCard*>()->isHidden());
        QVERIFY(session_->open(at("other")));
        QVERIFY(leakStrip->isHidden());
        QVERIFY(page_->findChild<CostCard*>()->isHidden());
    }

    void aStoppedCheckIsToldOfAndMadeUpFor()
    {
        makeSampleProject(at("project"), 4, true);
        openPage(at("project"));
        auto* behind = page_->findChild<QLabel*>("checkBehind");
        QVERIFY(behind->isHidden());
        QVERIFY(doctor_->isFresh());
        doctor_->start();
        page_->findChild<QAbstractButton*>("stopCheck")->click();
        QVERIFY(!behind->isHidden());
        QVERIFY(!doctor_->isFresh());
        QVERIFY(hasCard("image.missing"));
        QSignalSpy reported(doctor_.get(), &DoctorSession::reported);
        session_->setExcluded({5}, true);
        QVERIFY(reported.wait());
        QVERIFY(behind->isHidden());
        QTRY_VERIFY(!hasCard("image.missing"));
        QVERIFY(doctor_->isFresh());
    }

    void limitsAreTakenBackBeforeOlderEdits()
    {
        const TestProject project;
        QVERIFY(session_->open(project.folder()));
        QTRY_VERIFY(choice_->settings().model.endsWith("tiny-sight"));
        EyeSettings settings = choice_->settings();
        settings.cutoffLen = 12; // A picture takes 16.
        choice_->set(settings);
        doctor_->setModel(settings.model, settings.templateName, settings.cutoffLen, settings.imageMaxPixels);
        openPage(project.folder());
        session_->setExcluded({3}, true);
        QTRY_VERIFY(session_->isExcluded(3));
        QSignalSpy asked(page_.get(), &CheckPage::limitsRequested), takenBack(page_.get(), &CheckPage::limitsTakenBack);
        auto* longer = page_->findChild<QAbstractButton*>("fix.longer_limit");
        QVERIFY(longer != nullptr);
        longer->click();
        QCOMPARE(asked.count(), 1);
        QCOMPARE(choice_->settings().cutoffLen, 256);
        QVERIFY(strip()->isVisible());
        page_->undo();
        QCOMPARE(choice_->settings(), settings);
        QCOMPARE(takenBack.count(), 1);
        QVERIFY(session_->isExcluded(3));
        page_->undo(); // And now the edit.
        QTRY_VERIFY(!session_->isExcluded(3));
    }

    void anEditAfterALimitIsTakenBackFirst()
    {
        const TestProject project;
        QVERIFY(session_->open(project.folder()));
        QTRY_VERIFY(choice_->settings().model.endsWith("tiny-sight"));
        EyeSettings settings = choice_->settings();
        settings.cutoffLen = 12;
        choice_->set(settings);
        doctor_->setModel(settings.model, settings.templateName, settings.cutoffLen, settings.imageMaxPixels);
        openPage(project.folder());
        auto* longer = page_->findChild<QAbstractButton*>("fix.longer_limit");
        QVERIFY(longer != nullptr);
        longer->click();
        session_->setExcluded({3}, true);
        QTRY_VERIFY(session_->isExcluded(3));
        page_->undo();
        QTRY_VERIFY(!session_->isExcluded(3));
        QCOMPARE(choice_->settings().cutoffLen, 256);
        page_->undo();
        QCOMPARE(choice_->settings().cutoffLen, 12);
    }

    void whatCouldNotBeRecordedIsNotCalledDone()
    {
        makeSampleProject(at("project"), 5, true);
        openPage(at("project"));
        QSignalSpy fixed(doctor_.get(), &DoctorSession::fixed), ignored(doctor_.get(), &DoctorSession::ignoringRecorded), problem(session_.get(), &ProjectSession::problem);
        os::testing::failWritesAfter(10);
        button("image.missing", "fix.exclude")->click();
        QTRY_COMPARE(problem.count(), 1);
        doctor_->ignore("image.missing", {6});
        QTRY_COMPARE(problem.count(), 2);
        QTRY_VERIFY(!session_->isWorking());
        QCOMPARE(fixed.count(), 0);
        QCOMPARE(ignored.count(), 0);
        QVERIFY(!strip()->isVisible());
        QVERIFY(!session_->isExcluded(6));
        os::testing::failWritesAfter(-1);
        button("image.missing", "fix.exclude")->click();
        QTRY_COMPARE(fixed.count(), 1);
        QVERIFY(strip()->isVisible() && session_->isExcluded(6));
    }
};

LK_TEST_CLASS(CheckFixesTest);
#include "check_fixes_test.moc"
